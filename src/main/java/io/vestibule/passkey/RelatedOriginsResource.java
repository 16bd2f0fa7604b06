package io.vestibule.passkey;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Tells browsers from which origins the passkeys of this service may be used. */
@Path("/.well-known/webauthn")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Discovery")
public class RelatedOriginsResource {
  private static final String CACHING = "public, max-age=300";

  private final RelyingParty relyingParty;

  RelatedOriginsResource(RelyingParty relyingParty) {
    this.relyingParty = relyingParty;
  }

  @GET
  @Operation(
      operationId = "getRelatedOrigins",
      summary = "Get the origins that may use the passkeys of this service")
  @APIResponse(
      responseCode = "200",
      description = "The web origins of `vestibule.passkeys.origins`",
      content = @Content(schema = @Schema(implementation = RelatedOrigins.class)))
  public RestResponse<RelatedOrigins> origins() {
    return RestResponse.ResponseBuilder.ok(new RelatedOrigins(relyingParty.webOrigins()))
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .build();
  }
}
