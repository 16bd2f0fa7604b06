package io.vestibule.playback;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Decryption of a recording with the password (seed 003). */
@Path("/api/decrypt-audio")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
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
  @Operation(operationId = "decryptAudio", summary = "Get a link to a decrypted recording")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = DecryptRequestSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The link and its expiry time",
      content = @Content(schema = @Schema(implementation = DecryptAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "`decryption-password-required`, `file-required`, `password-too-long`")
  @APIResponse(responseCode = "401", description = "`invalid-password`")
  @APIResponse(
      responseCode = "404",
      description = "`audio-file-not-found`, `object-missing`, `user-not-found`")
  @APIResponse(
      responseCode = "409",
      description = "`not-decryptable`, `audio-key-locked`, `object-size-differs`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<DecryptAnswer>> decrypt(JsonNode body) {
    return decryption
        .issue(caller.get(), DecryptRequest.from(body))
        .map(
            answer ->
                RestResponse.ResponseBuilder.ok(answer)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }
}
