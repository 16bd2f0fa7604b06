package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.Plans;
import io.vestibule.web.CurrentCaller;
import jakarta.annotation.security.RolesAllowed;
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

/** The configured plans, for administrators, who choose one for each account. */
@Path("/api/admin/plans")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class PlansResource {
  private final AdminService admin;
  private final Plans plans;
  private final CurrentCaller caller;

  PlansResource(AdminService admin, Plans plans, CurrentCaller caller) {
    this.admin = admin;
    this.plans = plans;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listPlans", summary = "List the configured plans by name")
  @APIResponse(
      responseCode = "200",
      description = "The plans",
      content = @Content(schema = @Schema(implementation = PlanList.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  public Uni<PlanList> list() {
    return admin.requireAdmin(caller.get()).map(allowed -> PlanList.of(plans));
  }
}
