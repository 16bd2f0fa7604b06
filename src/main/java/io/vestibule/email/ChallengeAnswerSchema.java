package io.vestibule.email;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link ChallengeAnswer} reads; never instantiated. */
@Schema(
    name = "ChallengeAnswer",
    description = "`id` and `secret` of a link, or a code (with `email` where no session names it)",
    examples = ChallengeAnswerSchema.EXAMPLE)
interface ChallengeAnswerSchema {
  /** A well-formed request. */
  String EXAMPLE = "{\"email\":\"ada@example.com\",\"code\":\"12345678\"}";

  @Schema(maxLength = 64)
  String getId();

  @Schema(maxLength = 64)
  String getSecret();

  @Schema(maxLength = 254, format = "email")
  String getEmail();

  @Schema(maxLength = 64, examples = "12345678")
  String getCode();
}
