package io.vestibule.recovery;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code POST /api/auth/password/forgot}; never instantiated. */
@Schema(name = "ForgotPasswordRequest", examples = ForgotPasswordSchema.EXAMPLE)
interface ForgotPasswordSchema {
  /** A request that works. */
  String EXAMPLE = "{\"email\":\"ada@example.com\"}";

  @Schema(required = true, maxLength = 254, format = "email", examples = "ada@example.com")
  String getEmail();
}
