package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** The door of metered services: it knows API tokens, no sessions. */
@Path("/api/usage")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class UsageResource {
  private final UsageService usage;

  UsageResource(UsageService usage) {
    this.usage = usage;
  }

  @POST
  public Uni<UsageAnswer> count(
      JsonNode body,
      @HeaderParam("X-API-Key") String apiKey,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
    return usage.count(PresentedToken.of(apiKey, authorization), UsageRequest.from(body));
  }
}
