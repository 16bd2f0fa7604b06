package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.vestibule.devstores.child.MailCatcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

/** The mailer of the service, as its Quarkus extension configures it. */
final class Mailer {

  private static final String PREFIX = "quarkus.mailer.";
  private static final String HOST = PREFIX + "host";

  /** Ordinal of the defaults of Quarkus, which has one for the host, is below this. */
  private static final int DEFAULTS = Integer.MIN_VALUE / 2;

  private Mailer() {}

  /** Whether the service has a mailer and no mail server is configured for it. */
  static boolean needsStore(ApplicationModel service) {
    boolean present =
        service.getDependencies().stream()
            .anyMatch(dependency -> dependency.getArtifactId().equals("quarkus-mailer"));
    return present && !isConfigured();
  }

  private static boolean isConfigured() {
    ConfigValue host = ConfigProvider.getConfig().getConfigValue(HOST);
    return host.getValue() != null
        && !host.getValue().isBlank()
        && host.getSourceOrdinal() > DEFAULTS;
  }

  static Map<String, Function<Store, String>> config() {
    Map<String, Function<Store, String>> config = new HashMap<>();
    config.put(HOST, store -> "127.0.0.1");
    config.put(PREFIX + "port", store -> smtpPort(store.getConnectionInfo()));
    config.put(PREFIX + "tls", store -> "false");
    config.put(PREFIX + "start-tls", store -> "DISABLED");
    // Quarkus' own mock is the default of dev mode and tests.
    config.put(PREFIX + "mock", store -> "false");
    config.put("vestibule.console.mail-catcher-url", store -> store.getConnectionInfo() + "/");
    return config;
  }

  private static String smtpPort(String endpoint) {
    try (InputStream port = URI.create(endpoint + MailCatcher.SMTP_PORT).toURL().openStream()) {
      return new String(port.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("GreenMail does not tell its SMTP port", e);
    }
  }
}
