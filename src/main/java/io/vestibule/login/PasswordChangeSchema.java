package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link PasswordChange} reads; never instantiated. */
@Schema(name = "PasswordChange", examples = PasswordChangeSchema.EXAMPLE)
interface PasswordChangeSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"current_password\":\"correct horse battery\",\"new_password\":\"battery staple horse\"}";

  @JsonProperty("current_password")
  @Schema(required = true, maxLength = 1024, format = "password")
  String getCurrentPassword();

  @JsonProperty("new_password")
  @Schema(required = true, minLength = 8, maxLength = 128, format = "password")
  String getNewPassword();
}
