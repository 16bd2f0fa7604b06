package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link RecordingChange} reads; never instantiated. */
@Schema(name = "AudioFileChange", examples = "{\"file_name\":\"Interview\"}")
interface RecordingChangeSchema {
  @JsonProperty("file_name")
  @Schema(minLength = 1, maxLength = 255)
  String getFileName();

  @Schema(
      maxLength = RecordingChange.MAX_DETAILS,
      description = "Details of the recording, encrypted by the client (docs/audio-format.md)")
  String getDetails();
}
