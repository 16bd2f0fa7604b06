package io.vestibule.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The health answer that the seeds' clients ask for. Orchestrators use {@code /q/health}. */
@Path("/api/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  @GET
  public Health health() {
    return new Health("healthy", "vestibule", "dynamodb");
  }

  /** {@code {"status":"healthy","service":"vestibule","database":"dynamodb"}}. */
  public record Health(String status, String service, String database) {}
}
