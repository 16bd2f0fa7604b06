package io.vestibule.factor;

import java.util.Set;

/**
 * The factors that an account has set up.
 *
 * @param ids {@code totp} if it is confirmed, {@code recovery-codes}, and for each passkey {@code
 *     passkey#<credential id>}
 */
public record EnrolledFactors(Set<String> ids) {
  /** The sort key of the row of TOTP. */
  public static final String TOTP = "totp";

  /** The sort key of the row of the recovery codes. */
  public static final String RECOVERY_CODES = "recovery-codes";

  /** The start of the sort keys of passkeys; the credential id in base64url follows. */
  public static final String PASSKEY_PREFIX = "passkey#";

  public EnrolledFactors {
    ids = Set.copyOf(ids);
  }

  /** Whether there is a confirmed authenticator app. */
  public boolean hasTotp() {
    return ids.contains(TOTP);
  }

  /** Whether there is at least one passkey. */
  public boolean hasPasskey() {
    return ids.stream().anyMatch(id -> id.startsWith(PASSKEY_PREFIX));
  }
}
