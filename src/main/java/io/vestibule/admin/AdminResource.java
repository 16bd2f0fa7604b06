package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.EmailAddress;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Accounts, for administrators. */
@Path("/api/admin/users")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Administration")
public class AdminResource {
  private final AdminService admin;
  private final CurrentCaller caller;

  AdminResource(AdminService admin, CurrentCaller caller) {
    this.admin = admin;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Look an account up by its address", description = "None or one.")
  @APIResponseSchema(
      value = UserList.class,
      responseCode = "200",
      responseDescription = "The accounts found")
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-email`")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  public Uni<UserList> find(@QueryParam("email") String email) {
    return admin
        .findByEmail(caller.get(), address(email))
        .map(found -> new UserList(found.stream().map(AdminUser::of).toList()));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "An account")
  @APIResponseSchema(
      value = AdminUser.class,
      responseCode = "200",
      responseDescription = "The account")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<AdminUser> read(@RestPath("id") String userId) {
    return admin.find(caller.get(), userId).map(AdminUser::of);
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Set role, status or plan",
      description =
          "All of it or nothing. Suspension ends every session and stops the API token; a plan takes hold at the next call.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples =
                  @ExampleObject(
                      name = "plan",
                      value = "{\"role\":\"vendor\",\"status\":\"active\",\"plan\":\"pro\"}")))
  @APIResponseSchema(
      value = AdminUser.class,
      responseCode = "200",
      responseDescription = "The account after the change")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`own-account`, `conflict`")
  public Uni<AdminUser> change(@RestPath("id") String userId, JsonNode patch) {
    return admin.change(caller.get(), userId, StandingPatch.of(patch)).map(AdminUser::of);
  }

  @DELETE
  @Path("{id}/sessions")
  @Operation(summary = "End every session of a user")
  @APIResponse(responseCode = "204", description = "They are signed out everywhere")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<Void> endSessions(@RestPath("id") String userId) {
    return admin.endSessions(caller.get(), userId);
  }

  private static EmailAddress address(String email) {
    if (email == null || email.isBlank()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "email", "is required");
    }
    return EmailAddress.of(email);
  }

  /** {@code {"users":[…]}}. */
  public record UserList(List<AdminUser> users) {}
}
