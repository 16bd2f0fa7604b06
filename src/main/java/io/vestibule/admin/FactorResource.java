package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.factor.AccountFactors;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The second factors and passkeys of a user, for administrators. */
@Path("/api/admin/users/{id}/factors")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class FactorResource {
  private final FactorAdminService factors;
  private final CurrentCaller caller;

  FactorResource(FactorAdminService factors, CurrentCaller caller) {
    this.factors = factors;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "getUserFactors", summary = "Get the factors of a user")
  @APIResponse(
      responseCode = "200",
      description = "What is set up",
      content = @Content(schema = @Schema(implementation = AccountFactors.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<AccountFactors> read(@RestPath("id") String userId) {
    return factors.describe(caller.get(), userId);
  }

  @DELETE
  @Path("{factor}")
  @Operation(
      operationId = "removeUserFactor",
      summary = "Remove a factor of a user",
      description = "`totp` or the id of a passkey. The user gets a mail.")
  @APIResponse(responseCode = "204", description = "The factor was removed.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`, `user-not-found`")
  public Uni<Void> remove(@RestPath("id") String userId, @RestPath("factor") String factor) {
    return factors.remove(caller.get(), userId, factor);
  }

  @DELETE
  @Operation(
      operationId = "removeUserFactors",
      summary = "Remove all factors of a user and end all sessions",
      description = "For a user who has lost every factor. The user gets a mail.")
  @APIResponse(responseCode = "204", description = "All factors were removed.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<Void> removeAll(@RestPath("id") String userId) {
    return factors.removeAll(caller.get(), userId);
  }
}
