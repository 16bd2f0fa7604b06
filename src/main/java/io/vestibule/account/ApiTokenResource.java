package io.vestibule.account;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.usage.ApiToken;
import io.vestibule.web.ApiDescription;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own API token. */
@Path("/api/user/api-token")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
@Tag(name = "Usage")
public class ApiTokenResource {
  private final AccountMetering metering;
  private final CurrentCaller caller;

  ApiTokenResource(AccountMetering metering, CurrentCaller caller) {
    this.metering = metering;
    this.caller = caller;
  }

  @POST
  @Operation(
      summary = "Replace own API token",
      description = "The old one is dead at once. What it counted stays counted.")
  @APIResponseSchema(
      value = TokenAnswer.class,
      responseCode = "200",
      responseDescription = "The new token")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<Response> rotate() {
    return metering
        .rotate(caller.get())
        .map(ApiToken::reveal)
        .map(TokenAnswer::new)
        .map(answer -> Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }

  /** Answer of {@code POST /api/user/api-token}. */
  public record TokenAnswer(
      @Schema(
              examples =
                  "vst_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e1c2d3f4")
          String token) {}
}
