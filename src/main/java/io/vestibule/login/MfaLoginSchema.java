package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code POST /api/auth/mfa}; never instantiated. */
@Schema(
    name = "MfaLogin",
    description = "`mfa_token` and one of the other members",
    examples = MfaLoginSchema.EXAMPLE)
interface MfaLoginSchema {
  /** A request of valid form. */
  String EXAMPLE =
      "{\"mfa_token\":\"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg\",\"code\":\"123456\"}";

  @JsonProperty("mfa_token")
  @Schema(required = true, maxLength = 2000, description = "From the answer `mfa-required`")
  String getMfaToken();

  @Schema(maxLength = 64, description = "Six digits of the authenticator app", examples = "123456")
  String getCode();

  @JsonProperty("recovery_code")
  @Schema(maxLength = 64, examples = "AAAA-BBBB-CCCC-DDDD")
  String getRecoveryCode();

  @Schema(implementation = Map.class, description = "`state` and `credential` of a passkey")
  Object getPasskey();
}
