package io.vestibule.mail;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jboss.logging.Logger;

/** Whether a mail server is configured, and whether what is configured for it is valid. */
@ApplicationScoped
public class MailServer {
  private static final Logger LOG = Logger.getLogger(MailServer.class);
  private static final String HOST = "quarkus.mailer.host";

  /** Quarkus has a default for the host, in a source below all others. */
  private static final int DEFAULTS = Integer.MIN_VALUE / 2;

  private final MailConfig config;
  private final boolean configured;

  MailServer(MailConfig config, Config all) {
    this.config = config;
    ConfigValue host = all.getConfigValue(HOST);
    this.configured =
        config.enabled()
            && host.getValue() != null
            && !host.getValue().isBlank()
            && host.getSourceOrdinal() > DEFAULTS;
  }

  boolean isConfigured() {
    return configured;
  }

  /** For example {@code Example <no-reply@example.org>}. */
  String sender() {
    return config
        .from()
        .filter(from -> MailAddress.ofSender(from).isPresent())
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "vestibule.mail.from must be an address, because " + HOST + " is set"));
  }

  @Produces
  @Singleton
  StartupCheck senderIsValid() {
    return StartupCheck.that(
        () -> {
          if (configured) {
            sender();
          }
        });
  }

  @Produces
  @Singleton
  StartupCheck templatesAreValid(MailTemplates templates) {
    return StartupCheck.that(
        () -> {
          if (configured) {
            templates.check();
          }
        });
  }

  void onStart(@Observes StartupEvent start) {
    if (!configured && LaunchMode.current() == LaunchMode.NORMAL) {
      LOG.warnf(
          "No mail server is configured (%s): no mails are sent, and routes that need one answer"
              + " 503 mail-not-configured",
          HOST);
    }
  }
}
