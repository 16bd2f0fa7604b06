package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ReauthenticationRequest} reads; never instantiated. */
@Schema(
    name = "ReauthenticationRequest",
    description = "Exactly one member",
    examples = ReauthenticationSchema.EXAMPLE)
interface ReauthenticationSchema {
  /** A request that works. */
  String EXAMPLE = "{\"password\":\"correct horse battery\"}";

  @Schema(maxLength = 1024, format = "password")
  String getPassword();

  @Schema(maxLength = 64, description = "Six digits of the authenticator app", examples = "123456")
  String getCode();

  @JsonProperty("recovery_code")
  @Schema(maxLength = 64, examples = "AAAA-BBBB-CCCC-DDDD")
  String getRecoveryCode();

  @Schema(implementation = Map.class, description = "`state` and `credential` of a passkey")
  Object getPasskey();

  @JsonProperty("email_code")
  @Schema(maxLength = 64, description = "Eight digits of a mail", examples = "12345678")
  String getEmailCode();
}
