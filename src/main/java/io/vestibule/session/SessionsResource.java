package io.vestibule.session;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where the caller is signed in. */
@Path("/api/auth/sessions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
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
  @APIResponse(responseCode = "200")
  @APIResponse(responseCode = "400", description = "limit or cursor is not valid")
  @APIResponse(responseCode = "401", description = "No token, or none that is good")
  public Uni<SessionList> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    return sessions.list(caller.get(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @DELETE
  @Path("{session_id}")
  @Operation(summary = "Sign out one of your devices")
  @APIResponse(responseCode = "204", description = "The session ended")
  @APIResponse(responseCode = "401", description = "No token, or none that is good")
  @APIResponse(responseCode = "404", description = "No session of yours has that id")
  public Uni<Void> end(@PathParam("session_id") String sessionId) {
    return sessions.endOwn(caller.userId(), sessionId);
  }

  @DELETE
  @Operation(summary = "Sign out everywhere but here")
  @APIResponse(responseCode = "204", description = "All other sessions ended")
  @APIResponse(responseCode = "401", description = "No token, or none that is good")
  public Uni<Void> endOthers() {
    return sessions.endOthersOf(caller.get());
  }
}
