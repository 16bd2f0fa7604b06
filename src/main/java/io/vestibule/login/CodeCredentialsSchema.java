package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link CodeCredentials} reads; never instantiated. */
@Schema(name = "CodeCredentials", examples = CodeCredentialsSchema.EXAMPLE)
interface CodeCredentialsSchema {
  /** A well-formed request. */
  String EXAMPLE = "{\"email\":\"ada@example.com\",\"code\":\"12345678\"}";

  @Schema(required = true, maxLength = 254, format = "email", examples = "ada@example.com")
  String getEmail();

  @Schema(required = true, maxLength = 64, examples = "12345678")
  String getCode();
}
