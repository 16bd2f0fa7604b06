package io.vestibule.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of webhooks in tests. */
record WebhookSettings(
    String source,
    boolean allowHttp,
    Optional<List<String>> allowedNetworks,
    Duration timeout,
    int concurrency,
    Duration retention)
    implements WebhooksConfig {

  /** The defaults, except that these networks are allowed. */
  static WebhookSettings allowing(String... networks) {
    return new WebhookSettings(
        "urn:vestibule",
        true,
        Optional.of(List.of(networks)),
        Duration.ofSeconds(10),
        4,
        Duration.ofDays(30));
  }
}
