package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.SecurityEventList;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.session.SessionList;
import io.vestibule.usage.UsageReport;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
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
import org.jboss.resteasy.reactive.RestPath;

/** What a user did: security events, sessions and usage, for administrators. */
@Path("/api/admin/users")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class UserActivityResource {
  private final UserActivityService activity;
  private final CurrentCaller caller;

  UserActivityResource(UserActivityService activity, CurrentCaller caller) {
    this.activity = activity;
    this.caller = caller;
  }

  @GET
  @Path("{id}/events")
  @Operation(
      operationId = "listUserEvents",
      summary = "List the security events of a user, newest first",
      description =
          "Refused attempts from one address within an hour are one entry with their `count`.")
  @APIResponse(
      responseCode = "200",
      description = "A page of events",
      content = @Content(schema = @Schema(implementation = SecurityEventList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<SecurityEventList> events(
      @RestPath("id") String userId,
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
    return activity.events(caller.get(), userId, PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @GET
  @Path("{id}/sessions")
  @Operation(
      operationId = "listUserSessions",
      summary = "List the sessions of a user, newest first")
  @APIResponse(
      responseCode = "200",
      description = "A page of sessions",
      content = @Content(schema = @Schema(implementation = SessionList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<SessionList> sessions(
      @RestPath("id") String userId,
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
    return activity.sessions(
        caller.get(), userId, PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @DELETE
  @Path("{id}/sessions")
  @Operation(operationId = "endUserSessions", summary = "End all sessions of a user")
  @APIResponse(responseCode = "204", description = "All sessions have ended.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<Void> endSessions(@RestPath("id") String userId) {
    return activity.endSessions(caller.get(), userId);
  }

  @DELETE
  @Path("{id}/sessions/{session_id}")
  @Operation(operationId = "endUserSession", summary = "End a session of a user")
  @APIResponse(responseCode = "204", description = "The session has ended.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`, `session-not-found`")
  public Uni<Void> endSession(
      @RestPath("id") String userId, @RestPath("session_id") String sessionId) {
    return activity.endSession(caller.get(), userId, sessionId);
  }

  @GET
  @Path("{id}/usage")
  @Operation(
      operationId = "getUserUsage",
      summary = "Get the usage of a user in this month and up to eleven earlier months")
  @APIResponse(
      responseCode = "200",
      description =
          "Usage by month, newest first. `limit` and `remaining` are null for a plan without a"
              + " limit.",
      content = @Content(schema = @Schema(implementation = UsageReport.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<UsageReport> usage(@RestPath("id") String userId) {
    return activity.usage(caller.get(), userId);
  }
}
