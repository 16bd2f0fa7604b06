package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.PageLimit;
import io.vestibule.webhook.WebhookSent;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The delivery log of a webhook endpoint, for administrators. */
@Path("/api/admin/webhooks/{id}")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Webhooks")
public class WebhookDeliveryResource {
  private final WebhookAdminService webhooks;
  private final CurrentCaller caller;

  WebhookDeliveryResource(WebhookAdminService webhooks, CurrentCaller caller) {
    this.webhooks = webhooks;
    this.caller = caller;
  }

  @POST
  @Path("test")
  @Operation(
      operationId = "testWebhook",
      summary = "Send a test event to a webhook endpoint",
      description = "Its type is `webhook.test`; the filter of the endpoint does not apply.")
  @APIResponse(
      responseCode = "202",
      description = "The event will be sent; see the delivery log.",
      content = @Content(schema = @Schema(implementation = WebhookSent.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<RestResponse<WebhookSent>> test(@RestPath("id") String id) {
    return webhooks.test(caller.get(), id).map(sent -> RestResponse.status(Status.ACCEPTED, sent));
  }

  @GET
  @Path("deliveries")
  @Operation(
      operationId = "listWebhookDeliveries",
      summary = "List the deliveries to a webhook endpoint, newest first",
      description = "They are kept for 30 days. A delivery appears after its first attempt.")
  @APIResponse(
      responseCode = "200",
      description = "A page of deliveries",
      content = @Content(schema = @Schema(implementation = WebhookDeliveryList.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`, `invalid-cursor`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<WebhookDeliveryList> list(
      @RestPath("id") String id,
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
    return webhooks.deliveries(caller.get(), id, PageLimit.of(limit), Optional.ofNullable(cursor));
  }

  @POST
  @Path("deliveries/{delivery_id}/replay")
  @Operation(
      operationId = "replayWebhookDelivery",
      summary = "Send an event of the delivery log again",
      description = "It keeps its `webhook-id`, so the receiver recognises a repeat.")
  @APIResponse(
      responseCode = "202",
      description = "The event will be sent; see the delivery log.",
      content = @Content(schema = @Schema(implementation = WebhookSent.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<RestResponse<WebhookSent>> replay(
      @RestPath("id") String id, @RestPath("delivery_id") String deliveryId) {
    return webhooks
        .replay(caller.get(), id, deliveryId)
        .map(sent -> RestResponse.status(Status.ACCEPTED, sent));
  }
}
