package io.vestibule.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Nobody but the test delivers the messages of this table. Webhooks may go to servers on this
 * machine.
 */
public final class OwnOutbox implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "vestibule.outbox.enabled", "false",
        "vestibule.tables.outbox", "vestibule-test-outbox",
        "vestibule.webhooks.allow-http", "true",
        "vestibule.webhooks.allowed-networks", "127.0.0.0/8");
  }
}
