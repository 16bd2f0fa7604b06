package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The role of a user. Stored and returned in lower case (seed 002). */
public enum Role {
  CUSTOMER,
  VENDOR,
  ADMIN;

  /** {@code customer}, {@code vendor} or {@code admin}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reverses {@link #wire}; empty for anything else. */
  public static Optional<Role> parse(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }

  static Role ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
