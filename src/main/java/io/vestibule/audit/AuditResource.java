package io.vestibule.audit;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own part of the audit trail. */
@Path("/api/user/security-events")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Security")
public class AuditResource {
  private static final int SHOWN = 50;

  private final AuditTrail trail;
  private final CurrentCaller caller;

  AuditResource(AuditTrail trail, CurrentCaller caller) {
    this.trail = trail;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "What happened to your account lately: the last 50 events, newest first")
  public Uni<Events> list() {
    return trail.last(caller.userId(), SHOWN).map(Events::new);
  }

  /** {@code {"events":[{"time":…,"act":"login","outcome":"done",…}]}}. */
  public record Events(List<RecordedEvent> events) {}
}
