package io.vestibule.session;

import io.vestibule.signing.SigningKeys;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jose4j.jwk.JsonWebKey;

/**
 * Lets other services verify tokens of this service by themselves: the keys (RFC 7517) and the part
 * of OpenID Connect Discovery that points to them.
 */
@Path("/.well-known")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Discovery")
public class WellKnownResource {
  /** Short enough for a new key to be known before it signs. */
  private static final String CACHING = "public, max-age=300";

  private final SigningKeys keys;
  private final TokensConfig config;

  WellKnownResource(SigningKeys keys, TokensConfig config) {
    this.keys = keys;
    this.config = config;
  }

  @GET
  @Path("jwks.json")
  @Operation(
      operationId = "getJsonWebKeySet",
      summary = "Get the public keys that verify session tokens (RFC 7517)")
  @APIResponse(
      responseCode = "200",
      description = "The keys",
      content = @Content(schema = @Schema(implementation = JsonWebKeySetSchema.class)))
  public RestResponse<Map<String, List<Map<String, Object>>>> keys() {
    List<Map<String, Object>> published =
        keys.published().stream()
            .map(key -> key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
            .toList();
    return RestResponse.ResponseBuilder.ok(Map.of("keys", published))
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .build();
  }

  @GET
  @Path("openid-configuration")
  @Operation(
      operationId = "getOpenIdConfiguration",
      summary = "Get the issuer and the URL of its keys (OpenID Connect Discovery 1.0, section 4)")
  @APIResponse(
      responseCode = "200",
      description = "The metadata that a verifier of session tokens needs",
      content = @Content(schema = @Schema(implementation = ProviderMetadata.class)))
  public RestResponse<ProviderMetadata> configuration() {
    return RestResponse.ResponseBuilder.ok(ProviderMetadata.of(config.issuer()))
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .build();
  }
}
