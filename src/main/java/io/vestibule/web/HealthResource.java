package io.vestibule.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The health answer for the seeds' clients. Orchestrators use {@code /q/health} on the management
 * port.
 */
@Path("/api/health")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Health")
public class HealthResource {
  @GET
  @Operation(operationId = "getHealth", summary = "Get the status of the service")
  @APIResponse(
      responseCode = "200",
      description = "The service is running.",
      content = @Content(schema = @Schema(implementation = ServiceHealth.class)))
  public ServiceHealth health() {
    return new ServiceHealth("healthy", "vestibule", "dynamodb");
  }
}
