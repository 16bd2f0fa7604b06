package io.vestibule.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Mails to users. The mail server is configured with {@code quarkus.mailer.host}, {@code port},
 * {@code username}, {@code password}, {@code start-tls} and {@code tls}; without a host no mail is
 * sent.
 */
@ConfigMapping(prefix = "vestibule.mail")
public interface MailConfig {
  /** Whether mails are sent if a mail server is configured. */
  @WithDefault("true")
  boolean enabled();

  /**
   * The sender, for example {@code Example <no-reply@example.org>}. Required if a mail server is
   * configured.
   */
  Optional<String> from();

  /** The name of the service in the mails, as its users know it. */
  @WithDefault("Vestibule")
  String serviceName();

  /**
   * Address of the front end whose pages the links open. A link is this address followed by {@code
   * /#/verify/…}, {@code /#/reset/…}, {@code /#/confirm-email/…} or {@code /#/revert-email/…}. By
   * default the issuer, at which the account console is served.
   */
  URI pageUrl();

  /** The language of mails to users whose browser asks for none of the available languages. */
  @WithDefault("en")
  String defaultLanguage();

  /**
   * A folder whose files replace the built-in templates, for example {@code en/verify-email.txt},
   * {@code en/verify-email.html} or {@code layout.html}. A folder with all files for a further
   * language adds that language.
   */
  Optional<Path> templates();

  /**
   * What {@code List-Unsubscribe} of a notice names (RFC 2369): a page on which a user can turn
   * notices off, or a {@code mailto} address. By default the sender's address.
   */
  Optional<URI> unsubscribe();

  /** Longest time to connect to the mail server. */
  @WithDefault("5S")
  Duration connectTimeout();

  /** Longest time to send one mail, and longest time that a connection is kept without traffic. */
  @WithDefault("20S")
  Duration timeout();

  /** Which notices are sent. A notice goes only to a verified address. */
  Notices notices();

  /** Which notices are sent. */
  interface Notices {
    /** A login from a device that has not logged in before. */
    @WithDefault("true")
    boolean newDevice();

    /** The password was changed or reset. */
    @WithDefault("true")
    boolean passwordChanged();

    /** The address was changed; goes to the former address and can revert the change. */
    @WithDefault("true")
    boolean emailChanged();

    /** An API token or key was created. */
    @WithDefault("true")
    boolean apiTokenCreated();

    /** A recovery key was created or used. */
    @WithDefault("true")
    boolean recoveryKey();

    /** An external identity was linked or unlinked. */
    @WithDefault("true")
    boolean identityChanged();

    /** A second factor or passkey was set up or removed, or recovery codes were made. */
    @WithDefault("true")
    boolean factorChanged();
  }
}
