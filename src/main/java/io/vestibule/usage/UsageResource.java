package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.web.ClientAddress;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The route of metered services. It accepts API tokens, not sessions. */
@Path("/api/usage")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.API_KEY)
@SecurityRequirement(name = OpenApiDefinition.API_TOKEN)
@Tag(name = "Usage")
public class UsageResource {
  private final UsageService usage;
  private final KeySecrets secrets;
  private final ClientAddress client;

  UsageResource(UsageService usage, KeySecrets secrets, ClientAddress client) {
    this.usage = usage;
    this.secrets = secrets;
    this.client = client;
  }

  @POST
  @Operation(
      operationId = "countUsage",
      summary = "Count usage against the plan of the owner of the API token",
      description =
          "Without a body one unit is counted. If the same `request_id` was sent in the last 24"
              + " hours, nothing is counted and the response is the first one. A named key is also"
              + " counted against its own limits; its networks are compared with the address of the"
              + " client that sends this request.")
  @RequestBody(content = @Content(schema = @Schema(implementation = UsageSchema.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "The usage after this request. `limit` and `remaining` are null for a plan without a"
              + " limit.",
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
      content = @Content(schema = @Schema(implementation = UsageAnswer.class)))
  @APIResponse(
      responseCode = "403",
      description =
          "`account-suspended`, `api-key-disabled`, `api-key-expired`, `api-key-scope`,"
              + " `api-key-address`")
  @APIResponse(responseCode = "409", description = "`request-id-reused`, `conflict`")
  @APIResponse(
      responseCode = "429",
      description = "`quota-exceeded`, `api-key-quota-exceeded`, `api-key-rate-exceeded`")
  public Uni<RestResponse<UsageAnswer>> count(
      JsonNode body,
      @Parameter(hidden = true) @HeaderParam("X-API-Key") String apiKey,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
    return usage
        .count(
            PresentedApiToken.of(apiKey, authorization, secrets),
            UsageRequest.from(body).use(client.current()))
        .map(RateLimitFields::answer);
  }
}
