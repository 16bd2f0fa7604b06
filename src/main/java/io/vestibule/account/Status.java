package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether an account may be used. Stored and returned in lower case (seed 002). */
@Schema(name = "AccountStatus")
public enum Status {
  ACTIVE,
  SUSPENDED;

  /** {@code active} or {@code suspended}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reverses {@link #wire}; empty for anything else. */
  public static Optional<Status> parse(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }

  static Status ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
