package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a recording has come. */
public enum FileStatus {
  /** Registered; whether its object is there is checked at first use. */
  PENDING,
  /** The object has been seen and is of the size the record says. */
  READY,
  /** Being deleted: nobody but the deletion itself sees such a record. */
  DELETING;

  /** {@code pending}, {@code ready} or {@code deleting}. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FileStatus ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
