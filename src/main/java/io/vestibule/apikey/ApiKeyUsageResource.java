package io.vestibule.apikey;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.KeyUsageReport;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The usage of the caller's API keys. */
@Path("/api/user/api-keys")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "API keys")
public class ApiKeyUsageResource {
  private final ApiKeyUsageService usage;
  private final CurrentCaller caller;

  ApiKeyUsageResource(ApiKeyUsageService usage, CurrentCaller caller) {
    this.usage = usage;
    this.caller = caller;
  }

  @GET
  @Path("{id}/usage")
  @Operation(
      operationId = "getApiKeyUsage",
      summary = "Get the usage of one of your API keys by day and month",
      description = "Days and months are those of UTC. The last 90 days and 24 months are kept.")
  @APIResponse(
      responseCode = "200",
      description = "Days and months with usage, newest first",
      content = @Content(schema = @Schema(implementation = KeyUsageReport.class)))
  @APIResponse(responseCode = "404", description = "`api-key-not-found`, `user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<KeyUsageReport> read(@PathParam("id") String id) {
    return usage.read(caller.userId(), id);
  }
}
