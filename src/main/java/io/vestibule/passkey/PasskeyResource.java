package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's passkeys. */
@Path("/api/user/passkeys")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Passkeys")
public class PasskeyResource {
  private final PasskeyService passkeys;
  private final CurrentCaller caller;

  PasskeyResource(PasskeyService passkeys, CurrentCaller caller) {
    this.passkeys = passkeys;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listPasskeys", summary = "List your passkeys")
  @APIResponse(
      responseCode = "200",
      description = "All passkeys, oldest first",
      content = @Content(schema = @Schema(implementation = PasskeyList.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<PasskeyList> list() {
    return passkeys.list(caller.get());
  }

  @POST
  @Path("options")
  @Operation(
      operationId = "startPasskeyRegistration",
      summary = "Get the options for a new passkey")
  @APIResponse(
      responseCode = "200",
      description = "For `navigator.credentials.create`",
      content = @Content(schema = @Schema(implementation = PasskeyOptions.class)))
  @APIResponse(responseCode = "400", description = "`passkey-not-created`")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`too-many-passkeys`")
  public Uni<PasskeyOptions> options() {
    return passkeys.start(caller.get());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "registerPasskey", summary = "Register a passkey")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasskeyRegistrationSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The passkey was registered.",
      content = @Content(schema = @Schema(implementation = PasskeySummary.class)))
  @APIResponse(responseCode = "400", description = "`passkey-not-created`")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(
      responseCode = "409",
      description = "`passkey-exists`, `too-many-passkeys`, `conflict`")
  public Uni<RestResponse<PasskeySummary>> register(JsonNode body) {
    return passkeys
        .register(caller.get(), body)
        .map(created -> RestResponse.status(RestResponse.Status.CREATED, created));
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "renamePasskey", summary = "Rename a passkey")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasskeyNameSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The passkey with its new name",
      content = @Content(schema = @Schema(implementation = PasskeySummary.class)))
  @APIResponse(responseCode = "404", description = "`passkey-not-found`, `user-not-found`")
  public Uni<PasskeySummary> rename(@PathParam("id") String id, JsonNode body) {
    return passkeys.rename(caller.get(), id, body);
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "removePasskey",
      summary = "Remove a passkey",
      description = "The wraps of audio keys under it are removed too.")
  @APIResponse(responseCode = "204", description = "The passkey was removed.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`passkey-not-found`, `user-not-found`")
  public Uni<RestResponse<Void>> remove(@PathParam("id") String id) {
    return passkeys.remove(caller.get(), id).map(removed -> RestResponse.noContent());
  }

  @PUT
  @Path("{id}/audio-key")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putPasskeyAudioKey",
      summary = "Store an audio key under the PRF output of a passkey",
      description =
          "The wrap is made by the client; the PRF output never leaves it. An earlier wrap of the"
              + " same audio key is replaced.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasskeyWrapSchema.class)))
  @APIResponse(responseCode = "204", description = "The wrap was stored.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`passkey-not-found`, `user-not-found`")
  public Uni<RestResponse<Void>> putAudioKey(@PathParam("id") String id, JsonNode body) {
    return passkeys.putWrap(caller.get(), id, body).map(stored -> RestResponse.noContent());
  }
}
