package io.vestibule.session;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** The caller's sessions. */
@Path("/api/auth/sessions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Sessions")
public class SessionsResource {
  private final SessionService sessions;
  private final CurrentCaller caller;

  SessionsResource(SessionService sessions, CurrentCaller caller) {
    this.sessions = sessions;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listSessions", summary = "List your sessions, newest first")
  @APIResponse(
      responseCode = "200",
      description = "One page of sessions",
      content = @Content(schema = @Schema(implementation = SessionList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  public Uni<SessionList> list(
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
    return sessions.list(
        caller.userId(),
        caller.get().sessionId(),
        PageLimit.of(limit),
        Optional.ofNullable(cursor));
  }

  @DELETE
  @Path("{session_id}")
  @Operation(operationId = "endSession", summary = "End one of your sessions")
  @APIResponse(responseCode = "204", description = "The session has ended.")
  @APIResponse(responseCode = "404", description = "`session-not-found`")
  public Uni<Void> end(@PathParam("session_id") String sessionId) {
    return sessions.end(caller.userId(), sessionId, Optional.empty());
  }

  @DELETE
  @Operation(operationId = "endOtherSessions", summary = "End all your other sessions")
  @APIResponse(responseCode = "204", description = "All other sessions have ended.")
  public Uni<Void> endOthers() {
    return sessions.endOthersOf(caller.get());
  }
}
