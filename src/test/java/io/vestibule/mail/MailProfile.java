package io.vestibule.mail;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.vestibule.testing.SmtpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A mail server at a port on which the test starts one, or none; short delays; all notices; one
 * template of the operator's own.
 */
public final class MailProfile implements QuarkusTestProfile {
  static final String OWN_SUBJECT = "The code of the operator";

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.mailer.host", "127.0.0.1");
    settings.put("quarkus.mailer.port", Integer.toString(SmtpServer.freePort()));
    settings.put("vestibule.tables.outbox", "vestibule-test-mail-outbox");
    // The only mails are those that a test asks for.
    settings.put("vestibule.sign-up.verification", "off");
    settings.put("vestibule.mail.from", "Example <no-reply@xn--bcher-kva.example>");
    settings.put("vestibule.mail.page-url", "https://app.example/");
    settings.put("vestibule.mail.templates", ownTemplates().toString());
    settings.put("vestibule.mail.notices.new-device", "true");
    settings.put("vestibule.outbox.enabled", "true");
    settings.put("vestibule.outbox.poll-every", "0.3S");
    settings.put("vestibule.outbox.first-delay", "0.1S");
    settings.put("vestibule.outbox.max-delay", "1S");
    settings.put("vestibule.outbox.max-attempts", "1000");
    return settings;
  }

  private static Path ownTemplates() {
    try {
      Path folder = Files.createTempDirectory("vestibule-templates");
      Path language = Files.createDirectory(folder.resolve("en"));
      Files.writeString(
          language.resolve("sign-in-code.txt"), "Subject: " + OWN_SUBJECT + "\n\n{code}\n");
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
