package io.vestibule.recovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ResetRequest} reads; never instantiated. */
@Schema(
    name = "PasswordResetRequest",
    description = "Either `id` and `secret` of the link, or `email` and `code` are required.",
    examples = PasswordResetSchema.EXAMPLE)
interface PasswordResetSchema {
  /** A request of valid form. */
  String EXAMPLE =
      "{\"email\":\"ada@example.com\",\"code\":\"12345678\",\"new_password\":\"battery staple"
          + " horse\"}";

  @Schema(maxLength = 255, description = "The part of the link's argument before the dot")
  String getId();

  @Schema(maxLength = 255, description = "The part of the link's argument after the dot")
  String getSecret();

  @Schema(maxLength = 254, format = "email")
  String getEmail();

  @Schema(maxLength = 255, description = "The 8 digits of the mail", examples = "12345678")
  String getCode();

  @JsonProperty("new_password")
  @Schema(required = true, minLength = 8, maxLength = 128, format = "password")
  String getNewPassword();

  @JsonProperty("recovery_key")
  @Schema(
      maxLength = 255,
      format = "password",
      description = "The recovery key; with it, the recordings can be played at once")
  String getRecoveryKey();

  @Schema(
      implementation = Map.class,
      description =
          "For accounts with a second factor: an object with `code`, `recovery_code` or `passkey`")
  Object getMfa();
}
