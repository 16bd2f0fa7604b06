package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Receives reports of leaked keys in the form of GitHub's secret scanning partner program. */
@Path("/api/hooks/leaked-keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hooks")
public class LeakedKeysResource {
  private final LeakedKeyService leaked;

  LeakedKeysResource(LeakedKeyService leaked) {
    this.leaked = leaked;
  }

  @POST
  @Operation(
      operationId = "reportLeakedKeys",
      summary = "Report API keys that were found in public",
      description =
          "For secret-scanning partners. Each leaked key is disabled and its owner gets a mail; a"
              + " leaked API token of an account is replaced. The response does not say which keys"
              + " exist.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.ARRAY, implementation = LeakReportSchema.class)))
  @APIResponse(responseCode = "204", description = "No reported key works any more.")
  @APIResponse(responseCode = "401", description = "`signature-invalid`")
  @APIResponse(responseCode = "404", description = "`not-found`: no public key is configured")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<Void>> report(
      byte[] body,
      @Parameter(required = true, description = "Identifier of the public key")
          @HeaderParam("Github-Public-Key-Identifier")
          String identifier,
      @Parameter(
              required = true,
              description = "ECDSA signature (P-256, SHA-256) of the body, in base64")
          @HeaderParam("Github-Public-Key-Signature")
          String signature) {
    return leaked.handle(identifier, signature, body).map(done -> RestResponse.noContent());
  }
}
