package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of {@code POST /api/auth/mfa/options}; never instantiated. */
@Schema(name = "MfaToken", examples = MfaTokenSchema.EXAMPLE)
interface MfaTokenSchema {
  /** A request of valid form. */
  String EXAMPLE = "{\"mfa_token\":\"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg\"}";

  @JsonProperty("mfa_token")
  @Schema(required = true, maxLength = 2000, description = "From the answer `mfa-required`")
  String getMfaToken();
}
