package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What somebody did, or tried to do. Written and shown in lower case with hyphens. */
public enum SecurityAct {
  SIGN_UP,
  LOGIN,
  LOGOUT,
  /** An outdated token of a session came back: it was copied. The session ends. */
  TOKEN_REUSE,
  SESSION_END,
  SESSIONS_END,
  PASSWORD_CHANGE,
  RECOVERY_KEY,
  /** A password given to decrypt a recording; recorded where it does not. */
  DECRYPTION,
  IDENTITY_LINK,
  IDENTITY_UNLINK,
  ROLE_CHANGE,
  STATUS_CHANGE,
  PLAN_CHANGE,
  API_TOKEN_ROTATION,
  EXPORT,
  ERASURE;

  /** For example {@code api-token-rotation}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SecurityAct ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
