package io.vestibule.oidc;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link AppTokenService} reads; never instantiated. */
@Schema(name = "AppTokenRequest", examples = AppTokenSchema.EXAMPLE)
interface AppTokenSchema {
  /** A well-formed request. */
  String EXAMPLE =
      "{\"code\":\"b3VyIGNvZGU\",\"code_verifier\":\"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\"}";

  @Schema(required = true, maxLength = 2000, description = "`code` of the app's address")
  String getCode();

  @JsonProperty("code_verifier")
  @Schema(
      required = true,
      minLength = 43,
      maxLength = 128,
      description = "What `code_challenge` is the SHA-256 of (RFC 7636)")
  String getCodeVerifier();
}
