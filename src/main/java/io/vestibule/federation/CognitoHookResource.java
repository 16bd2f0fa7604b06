package io.vestibule.federation;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Receives Cognito's post-confirmation events (seed 002), which {@code infra/cognito-forwarder}
 * signs and forwards.
 */
@Path("/api/hooks/cognito/post-confirmation")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hooks")
public class CognitoHookResource {
  private final CognitoHookService hook;

  CognitoHookResource(CognitoHookService hook) {
    this.hook = hook;
  }

  @POST
  @Operation(
      operationId = "receiveCognitoEvent",
      summary = "Receive a post-confirmation event of Amazon Cognito",
      description =
          "The request is signed as Standard Webhooks describes. The service creates the account"
              + " once and returns the event byte for byte, even if it cannot store the account:"
              + " a sign-up at Cognito never fails because of this service.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CognitoEventSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The event, unchanged",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CognitoEventSchema.class)))
  @APIResponse(responseCode = "401", description = "`signature-invalid`")
  @APIResponse(responseCode = "404", description = "`not-found`")
  public Uni<RestResponse<byte[]>> postConfirmation(
      byte[] event,
      @Parameter(required = true, description = "Id of the message") @HeaderParam("webhook-id")
          String id,
      @Parameter(required = true, description = "Seconds since 1970-01-01")
          @HeaderParam("webhook-timestamp")
          String timestamp,
      @Parameter(required = true, description = "`v1,` and the signature in base64")
          @HeaderParam("webhook-signature")
          String signature) {
    return hook.handle(id, timestamp, signature, event)
        .map(unchanged -> RestResponse.ok(unchanged));
  }
}
