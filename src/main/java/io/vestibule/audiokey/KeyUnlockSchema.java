package io.vestibule.audiokey;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link KeyUnlock} reads; never instantiated. */
@Schema(
    name = "AudioKeyUnlock",
    description = "Either `recovery_key` or `former_password` is required.",
    examples = KeyUnlockSchema.EXAMPLE)
interface KeyUnlockSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"password\":\"correct horse battery\",\"former_password\":\"battery staple horse\"}";

  @Schema(
      required = true,
      maxLength = 1024,
      format = "password",
      description = "The current password")
  String getPassword();

  @JsonProperty("recovery_key")
  @Schema(
      maxLength = 255,
      format = "password",
      description = "A recovery key: 52 letters and digits; spaces and hyphens are ignored")
  String getRecoveryKey();

  @JsonProperty("former_password")
  @Schema(
      maxLength = 1024,
      format = "password",
      description = "A password from before a password reset")
  String getFormerPassword();
}
