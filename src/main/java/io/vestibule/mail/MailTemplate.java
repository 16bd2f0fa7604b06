package io.vestibule.mail;

import java.util.Locale;
import java.util.Set;

/**
 * The mails that the service sends. Each has a Qute template for text and HTML in each language,
 * named as {@link #fileName}.
 */
@SuppressWarnings("ImmutableEnumChecker") // Both are never changed.
public enum MailTemplate {
  /** Confirms an address: {@code link}, {@code code}. */
  VERIFY_EMAIL(Kind.REQUESTED, "link", "code"),
  /** Sign-up with an address that has an account: {@code link} (forgot password). */
  ACCOUNT_EXISTS(Kind.REQUESTED, "link"),
  /** Resets a password: {@code link}, {@code code}. */
  RESET_PASSWORD(Kind.REQUESTED, "link", "code"),
  /** Confirms a new address, sent to it: {@code link}, {@code code}. */
  CONFIRM_NEW_EMAIL(Kind.REQUESTED, "link", "code"),
  /** Sign-in code: {@code code}. */
  SIGN_IN_CODE(Kind.REQUESTED, "code"),
  /** Confirms the identity in a session: {@code code}. */
  REAUTHENTICATION_CODE(Kind.REQUESTED, "code"),
  /** Invites to an account that an administrator created: {@code link}. */
  INVITATION(Kind.REQUESTED, "link"),
  /** Notice to the former address: {@code newEmail}, {@code link} (revert). */
  EMAIL_CHANGED(Kind.NOTICE, "newEmail", "link"),
  /** Notice: {@code time}. */
  PASSWORD_CHANGED(Kind.NOTICE, "time"),
  /** Notice: {@code time}, {@code device}. */
  NEW_DEVICE(Kind.NOTICE, "time", "device"),
  /** Notice: {@code time}. */
  API_TOKEN_CREATED(Kind.NOTICE, "time"),
  /** Notice: {@code time}. */
  API_KEY_CREATED(Kind.NOTICE, "time"),
  /** A key was found in public and disabled: {@code time}, {@code name}. */
  API_KEY_LEAKED(Kind.NOTICE, "time", "name"),
  /** Notice: {@code time}. */
  RECOVERY_KEY_CREATED(Kind.NOTICE, "time"),
  /** Notice: {@code time}. */
  RECOVERY_KEY_USED(Kind.NOTICE, "time"),
  /** Notice: {@code time}, {@code provider}. */
  IDENTITY_LINKED(Kind.NOTICE, "time", "provider"),
  /** Notice: {@code time}, {@code provider}. */
  IDENTITY_UNLINKED(Kind.NOTICE, "time", "provider"),
  /** Notice: {@code time}, {@code factor}, for example {@code TOTP} or {@code Passkey}. */
  FACTOR_ADDED(Kind.NOTICE, "time", "factor"),
  /** Notice: {@code time}, {@code factor}. */
  FACTOR_REMOVED(Kind.NOTICE, "time", "factor"),
  /** Notice: {@code time}. */
  RECOVERY_CODES_CREATED(Kind.NOTICE, "time");

  private enum Kind {
    REQUESTED,
    NOTICE
  }

  private final Kind kind;

  /** Separated by spaces. */
  private final String variables;

  MailTemplate(Kind kind, String... variables) {
    this.kind = kind;
    this.variables = String.join(" ", variables);
  }

  /** For example {@code verify-email}. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The values that a mail needs. */
  public Set<String> variables() {
    return Set.of(variables.split(" "));
  }

  /** Whether the owner did not ask for the mail; notices can be turned off. */
  boolean isNotice() {
    return kind == Kind.NOTICE;
  }

  boolean isEnabled(MailConfig.Notices notices) {
    return switch (this) {
      case EMAIL_CHANGED -> notices.emailChanged();
      case PASSWORD_CHANGED -> notices.passwordChanged();
      case NEW_DEVICE -> notices.newDevice();
      case API_TOKEN_CREATED, API_KEY_CREATED -> notices.apiTokenCreated();
      case RECOVERY_KEY_CREATED, RECOVERY_KEY_USED -> notices.recoveryKey();
      case IDENTITY_LINKED, IDENTITY_UNLINKED -> notices.identityChanged();
      case FACTOR_ADDED, FACTOR_REMOVED, RECOVERY_CODES_CREATED -> notices.factorChanged();
      case VERIFY_EMAIL,
          ACCOUNT_EXISTS,
          RESET_PASSWORD,
          CONFIRM_NEW_EMAIL,
          SIGN_IN_CODE,
          REAUTHENTICATION_CODE,
          INVITATION,
          API_KEY_LEAKED ->
          true;
    };
  }
}
