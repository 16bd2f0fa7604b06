package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link Credentials} reads; never instantiated. */
@Schema(name = "Credentials", examples = CredentialsSchema.EXAMPLE)
interface CredentialsSchema {
  /** A request that works. */
  String EXAMPLE = "{\"email\":\"ada@example.com\",\"password\":\"correct horse battery\"}";

  @Schema(required = true, maxLength = 254, examples = "ada@example.com")
  String getEmail();

  @Schema(required = true, minLength = 8, maxLength = 128, examples = "correct horse battery")
  String getPassword();
}
