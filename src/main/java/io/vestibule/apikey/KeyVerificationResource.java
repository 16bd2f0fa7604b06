package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.RateLimitFields;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The routes of gateways: may this key be used, and count its use. */
@Path("/api/keys/verify")
@RolesAllowed(ServiceKeyScopes.KEYS_VERIFY)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
@Tag(name = "API keys")
public class KeyVerificationResource {
  private final KeyVerificationService verification;

  KeyVerificationResource(KeyVerificationService verification) {
    this.verification = verification;
  }

  @POST
  @Operation(
      operationId = "verifyApiKey",
      summary = "Verify an API key and count its use",
      description =
          "The answer is 200 for every key; `code` says whether and why the use is refused. A"
              + " refused use counts nothing. With `units` 0 nothing is counted either: the answer is"
              + " that of a use of one unit. If the same `request_id` was sent in the last 24 hours,"
              + " nothing is counted again.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyVerificationSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "Whether the key may be used",
      headers = {
        @Header(
            name = RateLimitFields.POLICY,
            description = "The limits of plan and key (draft-ietf-httpapi-ratelimit-headers)",
            schema = @Schema(type = SchemaType.STRING)),
        @Header(
            name = RateLimitFields.STATE,
            description = "What is left of each limit",
            schema = @Schema(type = SchemaType.STRING))
      },
      content = @Content(schema = @Schema(implementation = KeyVerification.class)))
  @APIResponse(responseCode = "409", description = "`request-id-reused`, `conflict`")
  public Uni<RestResponse<KeyVerification>> verify(JsonNode body) {
    return verification
        .verify(VerificationRequest.from(body))
        .map(
            verified -> {
              RestResponse.ResponseBuilder<KeyVerification> answer =
                  RestResponse.ResponseBuilder.ok(verified.verification());
              verified.fields().forEach(answer::header);
              return answer.build();
            });
  }

  @POST
  @Path("batch")
  @Operation(
      operationId = "verifyApiKeys",
      summary = "Verify up to 100 API keys and count their use",
      description =
          "Each request has a result of its own, also one that fails: `REQUEST_ID_REUSED`, or"
              + " `UNAVAILABLE` if the store did not answer. Only a request with a `request_id` can"
              + " then be repeated without being counted twice.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = KeyVerificationBatchSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The results, in the order of the requests",
      content = @Content(schema = @Schema(implementation = KeyVerificationList.class)))
  public Uni<KeyVerificationList> verifyAll(JsonNode body) {
    return verification.verifyAll(VerificationRequest.batch(body));
  }
}
