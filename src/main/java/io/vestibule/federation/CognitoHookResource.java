package io.vestibule.federation;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Where {@code infra/cognito-forwarder} sends what Cognito tells it after a user confirmed their
 * address (seed 002).
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
      summary = "Take a Cognito post-confirmation event",
      description =
          "Signed in the form of Standard Webhooks. Makes the user's record once and answers the event byte for byte, also where the record could not be stored: a sign-up never fails because of us.")
  @RequestBody(required = true, content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "The event as it came",
      content =
          @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "401", description = "`signature-invalid`")
  @APIResponse(responseCode = "404", description = "`not-found`: no secret is configured")
  public Uni<Response> postConfirmation(
      byte[] event,
      @HeaderParam("webhook-id") String id,
      @HeaderParam("webhook-timestamp") String timestamp,
      @HeaderParam("webhook-signature") String signature) {
    return hook.take(id, timestamp, signature, event)
        .map(unchanged -> Response.ok(unchanged).build());
  }
}
