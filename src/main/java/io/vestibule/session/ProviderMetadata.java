package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The provider metadata (OpenID Connect Discovery 1.0, section 3) that a verifier of tokens needs.
 * There is no authorization endpoint: people log in at {@code /api/auth/login}.
 *
 * @param tokenIssuer {@code issuer}; the generated serializer would take an accessor of that name
 *     for a getter of {@code suer}
 */
@Schema(name = "OpenIdProviderMetadata")
public record ProviderMetadata(
    @JsonProperty("issuer") @Schema(examples = "https://accounts.example.com") String tokenIssuer,
    @JsonProperty("jwks_uri")
        @Schema(examples = "https://accounts.example.com/.well-known/jwks.json")
        String jwksUri,
    @JsonProperty("subject_types_supported") List<String> subjectTypes,
    @JsonProperty("id_token_signing_alg_values_supported") List<String> algorithms,
    @JsonProperty("claims_supported") List<String> claims) {

  static ProviderMetadata of(String issuer) {
    return new ProviderMetadata(
        issuer,
        issuer + "/.well-known/jwks.json",
        List.of("public"),
        List.of("ES256"),
        List.of("iss", "aud", "sub", "sid", "gen", "email", "plan", "groups", "iat", "exp", "jti"));
  }
}
