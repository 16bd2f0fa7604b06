package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jose4j.jwk.JsonWebKey;

/**
 * What another service needs to check our tokens without asking us: RFC 7517 keys and the part of
 * OpenID Discovery that leads to them.
 */
@Path("/.well-known")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Discovery")
public class WellKnownResource {
  /** Short enough that a new key is known before it signs. */
  private static final String CACHING = "public, max-age=300";

  private final SigningKeys keys;
  private final TokensConfig config;

  WellKnownResource(SigningKeys keys, TokensConfig config) {
    this.keys = keys;
    this.config = config;
  }

  @GET
  @Path("jwks.json")
  @Operation(summary = "Public keys that verify our tokens (RFC 7517)")
  @APIResponse(
      responseCode = "200",
      description = "The key that signs, and others that are accepted",
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT, requiredProperties = "keys"),
              examples =
                  @ExampleObject(
                      name = "one key",
                      value =
                          "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"oC9c…\",\"use\":\"sig\",\"alg\":\"ES256\",\"crv\":\"P-256\",\"x\":\"f83O…\",\"y\":\"x_FE…\"}]}")))
  public Response keys() {
    List<Map<String, Object>> published =
        keys.published().stream()
            .map(key -> key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
            .toList();
    return Response.ok(Map.of("keys", published))
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .build();
  }

  @GET
  @Path("openid-configuration")
  @Operation(summary = "Issuer and where its keys are (OpenID Connect Discovery 1.0, section 4)")
  @APIResponseSchema(
      value = Configuration.class,
      responseCode = "200",
      responseDescription = "What a verifier of our tokens needs")
  public Response configuration() {
    return Response.ok(new Configuration(config.issuer()))
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .build();
  }

  /**
   * The members that concern a verifier of tokens. There is no authorization endpoint: people sign
   * in at {@code /api/auth/login}.
   */
  public record Configuration(
      String issuer,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("subject_types_supported") List<String> subjectTypes,
      @JsonProperty("id_token_signing_alg_values_supported") List<String> algorithms,
      @JsonProperty("claims_supported") List<String> claims) {
    Configuration(String issuer) {
      this(
          issuer,
          issuer + "/.well-known/jwks.json",
          List.of("public"),
          List.of("ES256"),
          List.of(
              "iss", "aud", "sub", "sid", "gen", "email", "plan", "groups", "iat", "exp", "jti"));
    }
  }
}
