package io.vestibule.email;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link EmailChange} reads; never instantiated. */
@Schema(name = "EmailChange", examples = EmailChangeSchema.EXAMPLE)
interface EmailChangeSchema {
  /** A valid request. */
  String EXAMPLE = "{\"new_email\":\"ada@example.org\",\"password\":\"correct horse battery\"}";

  @JsonProperty("new_email")
  @Schema(required = true, maxLength = 254, format = "email")
  String getNewEmail();

  @Schema(description = "Required if the account has a password", format = "password")
  String getPassword();
}
