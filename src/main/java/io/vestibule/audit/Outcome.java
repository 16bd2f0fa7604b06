package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a {@link SecurityAct} ended. */
public enum Outcome {
  DONE,
  /** Wrong password, suspended account. */
  REFUSED,
  /** Too many failures before it; the password was not looked at. */
  THROTTLED;

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
