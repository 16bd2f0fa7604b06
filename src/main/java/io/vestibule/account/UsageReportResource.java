package io.vestibule.account;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.UsageReport;
import io.vestibule.web.CurrentCaller;
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

/** The usage of the caller's API token. */
@Path("/api/user/usage")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Usage")
public class UsageReportResource {
  private final ApiTokenService apiTokens;
  private final CurrentCaller caller;

  UsageReportResource(ApiTokenService apiTokens, CurrentCaller caller) {
    this.apiTokens = apiTokens;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "getUsageReport",
      summary = "Get your usage of this month and of up to eleven earlier months")
  @APIResponse(
      responseCode = "200",
      description =
          "Usage by month, newest first. `limit` and `remaining` are null for a plan without a"
              + " limit.",
      content = @Content(schema = @Schema(implementation = UsageReport.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<UsageReport> read() {
    return apiTokens.report(caller.userId());
  }
}
