package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Messages that were not delivered, for administrators. */
@Path("/api/admin/outbox")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Administration")
public class OutboxResource {
  private static final String DEAD = "dead";

  private final OutboxAdminService outbox;
  private final CurrentCaller caller;

  OutboxResource(OutboxAdminService outbox, CurrentCaller caller) {
    this.outbox = outbox;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "listDeadMessages",
      summary = "List the messages that were not delivered, newest first",
      description = "They are kept for 30 days. The list shows no contents.")
  @APIResponse(
      responseCode = "200",
      description = "A page of messages",
      content = @Content(schema = @Schema(implementation = DeadMessageList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  public Uni<DeadMessageList> list(
      @Parameter(
              required = true,
              description = "The state of the messages",
              schema = @Schema(type = SchemaType.STRING, enumeration = DEAD))
          @QueryParam("state")
          String state,
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
    if (!DEAD.equals(state)) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "state", "must be dead");
    }
    return outbox.list(caller.get(), PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @POST
  @Path("{id}/replay")
  @Operation(
      operationId = "replayDeadMessage",
      summary = "Deliver a message that was not delivered",
      description = "The message gets all its attempts again. A link in a mail may have expired.")
  @APIResponse(responseCode = "204", description = "The message is due.")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<Void> replay(@RestPath("id") String id) {
    return outbox.replay(caller.get(), id);
  }
}
