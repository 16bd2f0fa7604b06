package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The password opens a recording (seed 003). */
@Path("/api/decrypt-audio")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Recordings")
public class DecryptResource {
  private final DecryptionService decryption;
  private final CurrentCaller caller;

  DecryptResource(DecryptionService decryption, CurrentCaller caller) {
    this.decryption = decryption;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Get a link to a decrypted recording",
      description = "Body: {password, file_id} or {password, s3_key}.")
  @APIResponse(
      responseCode = "200",
      description = "The link and until when it is good",
      content = @Content(schema = @Schema(implementation = DecryptAnswer.class)))
  @APIResponse(responseCode = "401", description = "Wrong password")
  @APIResponse(responseCode = "404", description = "No such recording, or never uploaded")
  @APIResponse(responseCode = "409", description = "Not encrypted with the caller's audio key")
  public Uni<Response> decrypt(JsonNode body) {
    return decryption
        .issue(caller.get(), DecryptRequest.from(body))
        .map(answer -> Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
