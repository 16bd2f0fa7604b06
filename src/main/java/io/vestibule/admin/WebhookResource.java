package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.JsonBody;
import io.vestibule.webhook.NewWebhookSecret;
import io.vestibule.webhook.Webhook;
import io.vestibule.webhook.WebhookChange;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Webhook endpoints, for administrators. */
@Path("/api/admin/webhooks")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Webhooks")
public class WebhookResource {
  private static final long DEFAULT_OVERLAP = Duration.ofDays(1).toSeconds();
  private static final long MAX_OVERLAP = Duration.ofDays(7).toSeconds();

  private final WebhookAdminService webhooks;
  private final CurrentCaller caller;

  WebhookResource(WebhookAdminService webhooks, CurrentCaller caller) {
    this.webhooks = webhooks;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listWebhooks", summary = "List the webhook endpoints, oldest first")
  @APIResponse(
      responseCode = "200",
      description = "All endpoints, without their secrets; there are at most 20",
      content = @Content(schema = @Schema(implementation = WebhookList.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  public Uni<WebhookList> list() {
    return webhooks.list(caller.get());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createWebhook",
      summary = "Create a webhook endpoint",
      description = "The answer contains its secret, which is not shown again.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = WebhookSchema.class)))
  @APIResponse(
      responseCode = "201",
      description = "The endpoint was created.",
      content = @Content(schema = @Schema(implementation = NewWebhookSecret.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "409", description = "`too-many-webhooks`")
  public Uni<RestResponse<NewWebhookSecret>> create(JsonNode body) {
    return webhooks
        .create(caller.get(), WebhookChange.of(body))
        .map(created -> RestResponse.status(RestResponse.Status.CREATED, created));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getWebhook", summary = "Get a webhook endpoint")
  @APIResponse(
      responseCode = "200",
      description = "The endpoint, without its secrets",
      content = @Content(schema = @Schema(implementation = Webhook.class)))
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<Webhook> read(@RestPath("id") String id) {
    return webhooks.find(caller.get(), id);
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "patchWebhook",
      summary = "Change a webhook endpoint",
      description = "Only the given members change. It takes effect within ten seconds.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = WebhookSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The endpoint after the change",
      content = @Content(schema = @Schema(implementation = Webhook.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<Webhook> change(@RestPath("id") String id, JsonNode body) {
    return webhooks.change(caller.get(), id, WebhookChange.of(body));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "deleteWebhook",
      summary = "Delete a webhook endpoint",
      description = "Events that it has not received yet are dropped.")
  @APIResponse(responseCode = "204", description = "The endpoint was deleted.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<Void> delete(@RestPath("id") String id) {
    return webhooks.delete(caller.get(), id);
  }

  @POST
  @Path("{id}/secret")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rotateWebhookSecret",
      summary = "Replace the secret of a webhook endpoint",
      description =
          "The answer contains the new secret, which is not shown again. Until the overlap is over,"
              + " requests carry a signature for each secret.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = WebhookRotationSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The endpoint with its new secret",
      content = @Content(schema = @Schema(implementation = NewWebhookSecret.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`, `mfa-enrollment-required`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<NewWebhookSecret> rotate(@RestPath("id") String id, JsonNode body) {
    long overlap =
        JsonBody.of(body).wholeNumber("overlap_seconds", 0, MAX_OVERLAP).orElse(DEFAULT_OVERLAP);
    return webhooks.rotate(caller.get(), id, Duration.ofSeconds(overlap));
  }
}
