package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** The caller's sign-in methods: the password and the linked federated identities. */
@Path("/api/user/identities")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Identities")
public class IdentityResource {
  private final IdentityService identities;
  private final CurrentCaller caller;

  IdentityResource(IdentityService identities, CurrentCaller caller) {
    this.identities = identities;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listIdentities", summary = "List your sign-in methods")
  @APIResponse(
      responseCode = "200",
      description = "All sign-in methods",
      content = @Content(schema = @Schema(implementation = IdentityList.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<IdentityList> list() {
    return identities.list(caller.get());
  }

  @POST
  @Operation(
      operationId = "linkIdentity",
      summary = "Link an external identity to your account",
      description =
          "The body holds a valid token of the external issuer. Linking the same identity again"
              + " changes nothing.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = IdentityLinkSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "All sign-in methods, including the new one",
      content = @Content(schema = @Schema(implementation = IdentityList.class)))
  @APIResponse(responseCode = "400", description = "`identity-not-proven`")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`identity-taken`, `too-many-identities`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<IdentityList> link(JsonNode body) {
    return identities.link(
        caller.get(),
        JsonBody.of(body)
            .text("token")
            .orElseThrow(() -> ApiException.of(ErrorCode.IDENTITY_NOT_PROVEN)));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "unlinkIdentity",
      summary = "Unlink an external identity",
      description = "The last sign-in method cannot be removed.")
  @APIResponse(responseCode = "204", description = "The identity was unlinked.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`last-way-in`")
  public Uni<RestResponse<Void>> unlink(@PathParam("id") String id) {
    return identities.unlink(caller.get(), id).map(unlinked -> RestResponse.noContent());
  }
}
