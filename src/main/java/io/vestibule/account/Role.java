package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a user may do. Stored and shown in lower case (seed 002). */
public enum Role {
  CUSTOMER,
  VENDOR,
  ADMIN;

  /** {@code customer}, {@code vendor} or {@code admin}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
