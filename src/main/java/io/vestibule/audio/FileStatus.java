package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** State of a recording. */
@Schema(name = "AudioFileStatus")
public enum FileStatus {
  /** Registered; the object is looked up at first use. */
  PENDING,
  /** The object exists and has the size in the record. */
  READY,
  /** Being deleted; only the deletion itself sees the record. */
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
