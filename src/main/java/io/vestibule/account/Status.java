package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an account may be used. Stored and shown in lower case (seed 002). */
public enum Status {
  ACTIVE,
  SUSPENDED;

  /** {@code active} or {@code suspended}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Status ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
