package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was done or attempted. On the wire in lower case with hyphens. */
public enum SecurityEventType {
  SIGN_UP,
  LOGIN,
  LOGOUT,
  /** An old token of a session was used again: it was copied. The session ends. */
  TOKEN_REUSE,
  SESSION_END,
  SESSIONS_END,
  PASSWORD_CHANGE,
  PASSWORD_RESET,
  RECOVERY_KEY,
  /** The user proved their identity again in a session. */
  REAUTHENTICATION,
  /** A second factor or passkey was set up. */
  FACTOR_ADDITION,
  FACTOR_REMOVAL,
  /** The recovery codes of a second factor were replaced. */
  RECOVERY_CODES,
  /** Locked audio keys were unlocked with a recovery key or a former password. */
  AUDIO_KEY_UNLOCK,
  EMAIL_VERIFICATION,
  EMAIL_CHANGE,
  /** The owner of the former address undid a change of the address. */
  EMAIL_REVERT,
  /** Another user proved that they own the address, which this account had not proven. */
  EMAIL_LOSS,
  /** An administrator made the password invalid. */
  FORCED_RESET,
  /** An administrator created the account. */
  ACCOUNT_CREATION,
  /** An administrator sent the link with which the user chooses the first password. */
  INVITATION,
  /** An operator created a link for a new password. */
  RESET_LINK,
  /** A wrong password for the decryption of a recording. */
  DECRYPTION,
  IDENTITY_LINK,
  IDENTITY_UNLINK,
  /** The counter of a passkey did not increase: there may be a copy of it. */
  PASSKEY_COUNTER,
  /** An audio key was wrapped for a passkey. */
  PASSKEY_AUDIO_KEY,
  ROLE_CHANGE,
  STATUS_CHANGE,
  PLAN_CHANGE,
  API_TOKEN_ROTATION,
  API_KEY_CREATION,
  /** Name or limits of an API key were changed, or it was enabled or disabled. */
  API_KEY_CHANGE,
  API_KEY_ROTATION,
  API_KEY_DELETION,
  /** An API key, or the API token, was found in public and was disabled. */
  API_KEY_LEAK,
  /** An administrator replayed a message that was not delivered. */
  MESSAGE_REPLAY,
  SERVICE_KEY_CREATION,
  SERVICE_KEY_CHANGE,
  SERVICE_KEY_ROTATION,
  SERVICE_KEY_REVOCATION,
  /** A service key was refused: expired, disabled, from another network or without the scope. */
  SERVICE_KEY_USE,
  /** A back end or an administrator changed fields that only servers write. */
  SERVER_FIELDS_CHANGE,
  /** A back end counted usage of the user: its first count of a day. */
  USAGE_COUNT,
  /** An administrator created, changed or deleted a webhook endpoint, or replaced its secret. */
  WEBHOOK_CHANGE,
  EXPORT,
  ERASURE;

  /** For example {@code api-token-rotation}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SecurityEventType ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
