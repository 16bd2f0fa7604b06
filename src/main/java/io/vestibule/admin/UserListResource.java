package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.PageLimit;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The list of accounts, for administrators and back ends. */
@Path("/api/admin/users")
@RolesAllowed({"admin", ServiceKeyScopes.USERS_READ})
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
@Tag(name = "Administration")
public class UserListResource {
  private final UserListService users;

  UserListResource(UserListService users) {
    this.users = users;
  }

  @GET
  @Operation(
      operationId = "listUsers",
      summary = "List accounts, newest first, or find one by its email address",
      description =
          "With `email` the list holds one account or none. With `email_prefix` it is in the order"
              + " of the addresses. A page can have fewer accounts than `limit`, even none, while"
              + " `next_cursor` says that more may follow: a filter that few accounts match is"
              + " applied to some thousand accounts at a time.")
  @APIResponse(
      responseCode = "200",
      description = "A page of accounts",
      content = @Content(schema = @Schema(implementation = AdminUserList.class)))
  @APIResponse(
      responseCode = "400",
      description = "`invalid-request`, `invalid-email`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  public Uni<AdminUserList> list(
      @Parameter(description = "The exact email address; excludes the other parameters")
          @QueryParam("email")
          String email,
      @Parameter(description = "The start of the email address; at most 254 characters")
          @QueryParam("email_prefix")
          String emailPrefix,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"customer", "vendor", "admin"}))
          @QueryParam("role")
          String role,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"active", "suspended"}))
          @QueryParam("status")
          String status,
      @Parameter(description = "The name of a plan, also of one that is not configured any more")
          @QueryParam("plan")
          String plan,
      @Parameter(
              description = "Maximum number of entries",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "100",
                      defaultValue = "50"))
          @QueryParam("limit")
          String limit,
      @Parameter(description = "`next_cursor` of the previous page, with the same filter")
          @QueryParam("cursor")
          String cursor) {
    if (email != null) {
      return users.find(UserListParameters.exact(email, emailPrefix, role, status, plan, cursor));
    }
    return users.list(
        UserListParameters.query(emailPrefix, role, status, plan),
        PageLimit.of(limit),
        Optional.ofNullable(cursor));
  }
}
