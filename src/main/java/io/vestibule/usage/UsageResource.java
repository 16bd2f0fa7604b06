package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiDescription;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The door of metered services: it knows API tokens, no sessions. */
@Path("/api/usage")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.API_KEY)
@SecurityRequirement(name = ApiDescription.API_TOKEN)
@Tag(name = "Usage")
public class UsageResource {
  private final UsageService usage;

  UsageResource(UsageService usage) {
    this.usage = usage;
  }

  @POST
  @Operation(
      summary = "Count usage against the plan of the API token's owner",
      description =
          "`units` 1 to 10000, 1 if not given. A `request_id` (1 to 128 characters) seen in the last 24 hours counts nothing and gets the first answer again.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = UsageSchema.class),
              examples = @ExampleObject(name = "report", value = UsageSchema.EXAMPLE)))
  @APIResponseSchema(
      value = UsageAnswer.class,
      responseCode = "200",
      responseDescription =
          "Counted; the meter as it stands. Without a limit, `limit` and `remaining` are null")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "409", description = "`request-id-reused`")
  @APIResponse(
      responseCode = "429",
      description = "`quota-exceeded`; nothing was counted, `Retry-After` leads to the next period")
  public Uni<UsageAnswer> count(
      JsonNode body,
      @HeaderParam("X-API-Key") String apiKey,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
    return usage.count(PresentedApiToken.of(apiKey, authorization), UsageRequest.from(body));
  }
}
