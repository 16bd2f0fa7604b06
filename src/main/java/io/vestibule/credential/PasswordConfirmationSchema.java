package io.vestibule.credential;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link PasswordConfirmation} reads; never instantiated. */
@Schema(name = "PasswordConfirmation", examples = PasswordConfirmationSchema.EXAMPLE)
public interface PasswordConfirmationSchema {
  /** A request that works. */
  String EXAMPLE = "{\"password\":\"correct horse battery\"}";

  @Schema(maxLength = 1024, format = "password", description = "The current password")
  String getPassword();
}
