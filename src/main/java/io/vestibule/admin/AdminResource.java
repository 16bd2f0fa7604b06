package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.profile.IfMatch;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Accounts, for administrators. */
@Path("/api/admin/users")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class AdminResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ServerFieldsService users;
  private final UserChanges changes;
  private final AddressAdministration addresses;
  private final CurrentCaller caller;

  AdminResource(
      ServerFieldsService users,
      UserChanges changes,
      AddressAdministration addresses,
      CurrentCaller caller) {
    this.users = users;
    this.changes = changes;
    this.addresses = addresses;
    this.caller = caller;
  }

  @GET
  @Path("{id}")
  @RolesAllowed({"admin", ServiceKeyScopes.USERS_READ})
  @SecurityRequirement(name = OpenApiDefinition.BEARER)
  @SecurityRequirement(name = OpenApiDefinition.COOKIE)
  @SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
  @Operation(operationId = "getUser", summary = "Get an account")
  @APIResponse(
      responseCode = "200",
      description = "The account",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the account, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = AdminUser.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<RestResponse<ObjectNode>> read(@RestPath("id") String userId) {
    return users.find(userId).map(AdminResource::answer);
  }

  @PATCH
  @Path("{id}")
  @RolesAllowed({"admin", ServiceKeyScopes.USERS_WRITE})
  @SecurityRequirement(name = OpenApiDefinition.BEARER)
  @SecurityRequirement(name = OpenApiDefinition.COOKIE)
  @SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  @Operation(
      operationId = "patchUser",
      summary = "Change role, status and plan, or the fields that only servers write",
      description =
          "A merge patch (RFC 7396). One request changes either role, status and plan, which only"
              + " administrators can, or the other fields; all changes are made or none. A total"
              + " can be changed by an amount: `{\"totalSpent\":{\"increment\":\"12.50\"}}`. This"
              + " needs an `Idempotency-Key`; within 24 hours a repetition changes nothing and gets"
              + " the first response. Suspension ends every session and disables the API token. A"
              + " new plan applies from the next request. A change of a role, or of the status of an"
              + " administrator, needs a fresh authentication.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = AdminUserPatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The account after the change",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              required = true,
              description = "Version of the account, for `If-Match`",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = AdminUser.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(
      responseCode = "409",
      description = "`own-account`, `conflict`, `total-negative`, `idempotency-key-reused`")
  @APIResponse(responseCode = "412", description = "`precondition-failed`")
  public Uni<RestResponse<ObjectNode>> change(
      @RestPath("id") String userId,
      JsonNode patch,
      @Parameter(description = "ETag of the version to change (RFC 9110, section 13.1.1)")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @Parameter(description = "1 to 128 characters, chosen by the client; required for increments")
          @HeaderParam("Idempotency-Key")
          String idempotencyKey) {
    return changes
        .change(userId, patch, IfMatch.of(ifMatch), idempotencyKey)
        .map(AdminResource::answer);
  }

  @POST
  @Path("{id}/verification")
  @Operation(
      operationId = "sendUserVerification",
      summary = "Send a user the mail that verifies the address")
  @APIResponse(responseCode = "202", description = "The mail will be sent.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`email-already-verified`, `no-email`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<Void>> sendVerification(@RestPath("id") String userId) {
    return addresses.sendVerification(caller.get(), userId).map(sent -> RestResponse.accepted());
  }

  @PUT
  @Path("{id}/verification")
  @Operation(
      operationId = "markUserVerified",
      summary = "Mark the address of a user as verified",
      description = "For addresses that were checked in another way.")
  @APIResponse(
      responseCode = "200",
      description = "The account after the change",
      content = @Content(schema = @Schema(implementation = AdminUser.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`no-email`, `user-exists`, `conflict`")
  public Uni<AdminUser> markVerified(@RestPath("id") String userId) {
    return addresses.markVerified(caller.get(), userId).chain(verified -> users.changed(userId));
  }

  @POST
  @Path("{id}/password-reset")
  @Operation(
      operationId = "forcePasswordReset",
      summary = "Make the password of a user invalid and send the link for a new one",
      description = "All sessions end. Recordings stay; the user can unlock them afterwards.")
  @APIResponse(responseCode = "202", description = "The mail will be sent.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`own-account`, `no-email`, `user-exists`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<Void>> forceReset(@RestPath("id") String userId) {
    return addresses.forceReset(caller.get(), userId).map(sent -> RestResponse.accepted());
  }

  private static RestResponse<ObjectNode> answer(AdminUserView user) {
    return RestResponse.ResponseBuilder.ok(user.document())
        .header(HttpHeaders.ETAG, user.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }
}
