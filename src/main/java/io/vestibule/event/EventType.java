package io.vestibule.event;

import java.util.Locale;
import java.util.stream.Stream;

/** The types of events besides {@code security.*}. On the wire in lower case with a dot. */
public enum EventType {
  USER_CREATED,
  USER_UPDATED,
  /** The account and everything that was stored about the user is gone. */
  USER_DELETED,
  SESSION_REVOKED,
  KEY_CREATED,
  /** An API token or the secret of a key was replaced. */
  KEY_ROTATED,
  /** A key no longer works until its owner enables it again. */
  KEY_DISABLED,
  KEY_DELETED,
  /** The usage of a month reached 80, 95 or 100 % of the plan. */
  QUOTA_THRESHOLD,
  RECORDING_CREATED,
  RECORDING_DELETED,
  /** Sent only when an administrator asks for it, to one endpoint. */
  WEBHOOK_TEST;

  /** The types of the audit trail begin with this. */
  public static final String SECURITY = "security.";

  /** For example {@code user.created}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Whether events of this type exist. */
  public static boolean exists(String wire) {
    return Stream.of(values()).anyMatch(type -> type.wire().equals(wire));
  }
}
