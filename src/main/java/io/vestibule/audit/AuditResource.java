package io.vestibule.audit;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
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

/** The caller's own part of the audit trail. */
@Path("/api/user/security-events")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Security")
public class AuditResource {
  private final AuditTrail trail;
  private final CurrentCaller caller;

  AuditResource(AuditTrail trail, CurrentCaller caller) {
    this.trail = trail;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "listSecurityEvents",
      summary = "List the security events of your account, newest first",
      description =
          "Refused attempts from one address within an hour are one entry with their `count`.")
  @APIResponse(
      responseCode = "200",
      description = "A page of events",
      content = @Content(schema = @Schema(implementation = SecurityEventList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  public Uni<SecurityEventList> list(
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
      @Parameter(description = "`next_cursor` of the previous page") @QueryParam("cursor")
          String cursor) {
    return trail
        .page(caller.userId(), PageLimit.of(limit), Optional.ofNullable(cursor))
        .map(page -> new SecurityEventList(page.events(), page.nextCursor().orElse(null)));
  }
}
