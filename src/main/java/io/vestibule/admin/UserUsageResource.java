package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.RateLimitFields;
import io.vestibule.usage.UsageAnswer;
import io.vestibule.usage.UsageRequest;
import io.vestibule.usage.UserUsageSchema;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The route of back ends that meter users whose API token they do not have. */
@Path("/api/admin/users")
@RolesAllowed(ServiceKeyScopes.USAGE_WRITE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.SERVICE_KEY)
@Tag(name = "Usage")
public class UserUsageResource {
  private final UserUsageService usage;

  UserUsageResource(UserUsageService usage) {
    this.usage = usage;
  }

  @POST
  @Path("{id}/usage")
  @Operation(
      operationId = "countUserUsage",
      summary = "Count usage against the plan of a user, as a back end",
      description =
          "Counted as a use of the user's API token: with the same limits, errors and response"
              + " fields as `POST /api/usage`. Without a body one unit is counted. If the same"
              + " `request_id` was sent for the user in the last 24 hours, by whomever, nothing is"
              + " counted and the response is the first one.")
  @RequestBody(content = @Content(schema = @Schema(implementation = UserUsageSchema.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "The usage after this request. `limit` and `remaining` are null for a plan without a"
              + " limit.",
      headers = {
        @Header(
            name = RateLimitFields.POLICY,
            description = "The limit of the plan (draft-ietf-httpapi-ratelimit-headers)",
            schema = @Schema(type = SchemaType.STRING)),
        @Header(
            name = RateLimitFields.STATE,
            description = "What is left of it",
            schema = @Schema(type = SchemaType.STRING))
      },
      content = @Content(schema = @Schema(implementation = UsageAnswer.class)))
  @APIResponse(
      responseCode = "403",
      description = "`forbidden`, `insufficient-scope`, `account-suspended`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`request-id-reused`, `conflict`")
  @APIResponse(responseCode = "429", description = "`quota-exceeded`")
  public Uni<RestResponse<UsageAnswer>> count(@RestPath("id") String userId, JsonNode body) {
    return usage.count(userId, UsageRequest.from(body)).map(RateLimitFields::answer);
  }
}
