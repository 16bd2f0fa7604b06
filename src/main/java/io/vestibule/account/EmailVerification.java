package io.vestibule.account;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.vestibule.mail.Mails;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Whether sign-ups verify their address. */
@ApplicationScoped
public class EmailVerification {
  private static final Logger LOG = Logger.getLogger(EmailVerification.class);

  private final SignUpConfig config;
  private final Mails mails;
  private final boolean serving;

  EmailVerification(
      SignUpConfig config,
      Mails mails,
      @ConfigProperty(name = "quarkus.http.host-enabled") boolean serving) {
    this.config = config;
    this.mails = mails;
    this.serving = serving;
  }

  /** The mode in force: off if no mail server is configured. */
  public VerificationMode mode() {
    return mails.isConfigured() ? config.verification() : VerificationMode.OFF;
  }

  /** Whether a sign-up with that address is sent a mail. */
  boolean sendsTo(String email) {
    return mode() != VerificationMode.OFF && mails.canReach(email);
  }

  void onStart(@Observes StartupEvent start) {
    if (serving && config.verification() != VerificationMode.OFF && !mails.isConfigured()) {
      LOG.info(
          "No mail server is configured: vestibule.sign-up.verification has no effect, e-mail"
              + " addresses are not verified");
    }
  }

  @Produces
  @Singleton
  static StartupCheck mailServer(SignUpConfig config, Mails mails) {
    return () ->
        LaunchMode.current() == LaunchMode.NORMAL
                && config.verification() == VerificationMode.REQUIRED
                && !mails.isConfigured()
            ? Optional.of(
                "vestibule.sign-up.verification is required, but no mail server is configured: set"
                    + " quarkus.mailer.host")
            : Optional.empty();
  }
}
