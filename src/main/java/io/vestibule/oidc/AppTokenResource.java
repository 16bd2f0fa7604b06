package io.vestibule.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.login.LoginResponses;
import io.vestibule.login.TokenResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The last step of a sign-in by redirect in an app. */
@Path("/api/auth/token")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sign-in by redirect")
public class AppTokenResource {
  private final AppTokenService tokens;
  private final LoginResponses responses;

  AppTokenResource(AppTokenService tokens, LoginResponses responses) {
    this.tokens = tokens;
    this.responses = responses;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "exchangeCode",
      summary = "Exchange the code of a sign-in for a session",
      description =
          "`audio_key` is null: recordings stay locked until the user enters the password.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = AppTokenSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session was created.",
      content = @Content(schema = @Schema(implementation = TokenResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "`challenge-invalid`: the code is wrong, expired or used, or not the app's")
  @APIResponse(responseCode = "401", description = "`mfa-required`")
  @APIResponse(responseCode = "403", description = "`account-suspended`, `email-not-verified`")
  public Uni<RestResponse<TokenResponse>> exchange(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return tokens.exchange(body, device).map(outcome -> responses.bearer(outcome.orThrow()));
  }
}
