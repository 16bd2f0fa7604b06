package io.vestibule.account;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.usage.ApiToken;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's own API token. */
@Path("/api/user/api-token")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Usage")
public class ApiTokenResource {
  private final ApiTokenService apiTokens;
  private final CurrentCaller caller;

  ApiTokenResource(ApiTokenService apiTokens, CurrentCaller caller) {
    this.apiTokens = apiTokens;
    this.caller = caller;
  }

  @POST
  @Operation(
      operationId = "rotateApiToken",
      summary = "Replace your API token",
      description = "The old token becomes invalid immediately. Counted usage is kept.")
  @APIResponse(
      responseCode = "200",
      description = "The new token",
      content = @Content(schema = @Schema(implementation = ApiTokenResponse.class)))
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<ApiTokenResponse>> rotate() {
    return apiTokens
        .rotate(caller.get())
        .map(ApiToken::reveal)
        .map(ApiTokenResponse::new)
        .map(
            answer ->
                RestResponse.ResponseBuilder.ok(answer)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }
}
