package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Creation, invitation and deletion of users, for administrators. */
@Path("/api/admin/users")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class UserLifecycleResource {
  private final UserLifecycleService users;
  private final CurrentCaller caller;

  UserLifecycleResource(UserLifecycleService users, CurrentCaller caller) {
    this.users = users;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createUser",
      summary = "Create an account",
      description =
          "The account has no password: its owner chooses one with the link of the invitation,"
              + " which is valid for seven days, or as a forgotten password.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserCreationSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The account",
      content = @Content(schema = @Schema(implementation = AdminUser.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-email`")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "409", description = "`user-exists`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<AdminUser>> create(JsonNode body) {
    return users
        .create(caller.get(), UserCreation.of(body))
        .map(user -> RestResponse.status(RestResponse.Status.CREATED, user));
  }

  @POST
  @Path("{id}/invitation")
  @Operation(
      operationId = "inviteUser",
      summary = "Send a user the link with which to choose the first password",
      description = "An earlier link is void.")
  @APIResponse(responseCode = "202", description = "The mail will be sent.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`invitation-accepted`, `no-email`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<Void>> invite(@RestPath("id") String userId) {
    return users.invite(caller.get(), userId).map(sent -> RestResponse.accepted());
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "deleteUser",
      summary = "Erase an account and all its data",
      description =
          "Ends every session, invalidates the API token and all keys, erases all data and releases"
              + " the email address. This cannot be undone.")
  @APIResponse(responseCode = "204", description = "The account and all its data were erased.")
  @APIResponse(
      responseCode = "202",
      description = "The account was erased. The service erases the remaining data later.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`own-account`")
  public Uni<RestResponse<Void>> delete(@RestPath("id") String userId) {
    return users
        .delete(caller.get(), userId)
        .map(
            complete ->
                RestResponse.status(
                    complete ? RestResponse.Status.NO_CONTENT : RestResponse.Status.ACCEPTED));
  }
}
