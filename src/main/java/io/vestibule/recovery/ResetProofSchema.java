package io.vestibule.recovery;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the proof of a reset; never instantiated. */
@Schema(
    name = "PasswordResetProof",
    description = "Either `id` and `secret` of the link, or `email` and `code` are required.",
    examples = ResetProofSchema.EXAMPLE)
interface ResetProofSchema {
  /** A request of valid form. */
  String EXAMPLE = "{\"email\":\"ada@example.com\",\"code\":\"12345678\"}";

  @Schema(maxLength = 255, description = "The part of the link's argument before the dot")
  String getId();

  @Schema(maxLength = 255, description = "The part of the link's argument after the dot")
  String getSecret();

  @Schema(maxLength = 254, format = "email")
  String getEmail();

  @Schema(maxLength = 255, description = "The 8 digits of the mail", examples = "12345678")
  String getCode();
}
