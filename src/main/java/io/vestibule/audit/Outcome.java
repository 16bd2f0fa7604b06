package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The outcome of an attempted act. */
@Schema(name = "SecurityEventOutcome")
public enum Outcome {
  DONE,
  /** Wrong password, suspended account. */
  REFUSED,
  /** Too many failures before; the password was not checked. */
  THROTTLED;

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
