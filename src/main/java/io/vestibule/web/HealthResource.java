package io.vestibule.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The health answer that the seeds' clients ask for. Orchestrators use {@code /q/health}. */
@Path("/api/health")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Health")
public class HealthResource {
  @GET
  @Operation(summary = "Whether the service runs")
  public Health health() {
    return new Health("healthy", "vestibule", "dynamodb");
  }

  /** {@code {"status":"healthy","service":"vestibule","database":"dynamodb"}}. */
  public record Health(
      @Schema(examples = "healthy") String status,
      @Schema(examples = "vestibule") String service,
      @Schema(examples = "dynamodb") String database) {}
}
