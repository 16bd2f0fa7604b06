package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link Credentials} reads; never instantiated. */
@Schema(name = "Credentials", examples = CredentialsSchema.EXAMPLE)
interface CredentialsSchema {
  /** A valid request. */
  String EXAMPLE = "{\"email\":\"ada@example.com\",\"password\":\"correct horse battery\"}";

  @Schema(required = true, maxLength = 254, format = "email", examples = "ada@example.com")
  String getEmail();

  @Schema(
      required = true,
      minLength = 8,
      maxLength = 128,
      format = "password",
      examples = "correct horse battery")
  String getPassword();
}
