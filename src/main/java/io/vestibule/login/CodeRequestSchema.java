package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body of {@code POST /api/auth/code}; never instantiated. */
@Schema(name = "CodeRequest", examples = CodeRequestSchema.EXAMPLE)
interface CodeRequestSchema {
  /** A request that works. */
  String EXAMPLE = "{\"email\":\"ada@example.com\"}";

  @Schema(required = true, maxLength = 254, format = "email", examples = "ada@example.com")
  String getEmail();
}
