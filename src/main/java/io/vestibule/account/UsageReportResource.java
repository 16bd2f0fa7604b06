package io.vestibule.account;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.usage.UsageReport;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the caller's services used. */
@Path("/api/user/usage")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Usage")
public class UsageReportResource {
  private final AccountMetering metering;
  private final CurrentCaller caller;

  UsageReportResource(AccountMetering metering, CurrentCaller caller) {
    this.metering = metering;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Own usage: this month's and that of the months before, twelve in all")
  @APIResponseSchema(
      value = UsageReport.class,
      responseCode = "200",
      responseDescription = "The meter")
  public Uni<UsageReport> read() {
    return metering.report(caller.userId());
  }
}
