package io.vestibule.session;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where the caller is signed in. */
@Path("/api/auth/sessions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Sessions")
public class SessionsResource {
  private final SessionService sessions;
  private final CurrentCaller caller;

  SessionsResource(SessionService sessions, CurrentCaller caller) {
    this.sessions = sessions;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Your sessions, newest first")
  @APIResponse(
      responseCode = "200",
      description = "A page of sessions",
      content = @Content(schema = @Schema(implementation = SessionList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  public Uni<SessionList> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    return sessions.list(caller.get(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @DELETE
  @Path("{session_id}")
  @Operation(summary = "Sign out one of your devices")
  @APIResponse(responseCode = "204", description = "The session ended")
  @APIResponse(responseCode = "404", description = "`session-not-found`")
  public Uni<Void> end(@PathParam("session_id") String sessionId) {
    return sessions.endOwn(caller.userId(), sessionId);
  }

  @DELETE
  @Operation(summary = "Sign out everywhere but here")
  @APIResponse(responseCode = "204", description = "All other sessions ended")
  public Uni<Void> endOthers() {
    return sessions.endOthersOf(caller.get());
  }
}
