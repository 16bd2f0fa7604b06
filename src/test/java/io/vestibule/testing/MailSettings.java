package io.vestibule.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** A mail server at a port on which the test starts a {@link Mailbox}; sign-in codes are on. */
public class MailSettings implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.mailer.host", "127.0.0.1");
    settings.put("quarkus.mailer.port", Integer.toString(SmtpServer.freePort()));
    settings.put("vestibule.tables.outbox", "vestibule-test-" + getClass().getSimpleName());
    settings.put("vestibule.mail.timeout", "20S");
    settings.put("vestibule.outbox.enabled", "true");
    settings.put("vestibule.outbox.poll-every", "0.3S");
    settings.put("vestibule.outbox.first-delay", "0.1S");
    settings.put("vestibule.outbox.max-delay", "1S");
    settings.put("vestibule.outbox.max-attempts", "1000");
    settings.put("vestibule.sign-in-code.enabled", "true");
    return settings;
  }

  /** Addresses must be verified before the first login. */
  public static final class Required extends MailSettings {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("vestibule.sign-up.verification", "required");
      return settings;
    }
  }
}
