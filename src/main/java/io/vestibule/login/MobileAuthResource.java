package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.DeviceTokens;
import io.vestibule.web.ErrorCode;
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

/** Login for apps (seed 003): the client stores the token and sends it as a bearer token. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "App login")
public class MobileAuthResource {
  private final LoginService login;
  private final LoginResponses responses;

  MobileAuthResource(LoginService login, LoginResponses responses) {
    this.login = login;
    this.responses = responses;
  }

  @POST
  @Path("register")
  @Operation(operationId = "register", summary = "Create an account and a session")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CredentialsSchema.class)))
  @APIResponse(
      responseCode = "201",
      description =
          "The account and a session were created. If addresses must be verified before the first"
              + " login, there is no session: `message` is the only member, and the answer is"
              + " the same for an address that has an account.",
      content = @Content(schema = @Schema(implementation = RegisterResponse.class)))
  @APIResponse(
      responseCode = "400",
      description =
          "`credentials-required`, `invalid-email`, `password-too-short`, `password-too-long`,"
              + " `password-well-known`")
  @APIResponse(responseCode = "409", description = "`user-exists`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<RegisterResponse>> register(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .register(Credentials.from(body), device)
        .map(
            registered ->
                RestResponse.ResponseBuilder.create(
                        RestResponse.Status.CREATED,
                        registered
                            .map(RegisterResponse::of)
                            .orElseGet(RegisterResponse::withoutSession))
                    .header(
                        DeviceTokens.HEADER,
                        registered.map(LoginOutcome.SessionOpened::deviceToken).orElse(null))
                    .build());
  }

  @POST
  @Path("login")
  @Operation(operationId = "logIn", summary = "Log in and get the session token in the response")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CredentialsSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session was created.",
      content = @Content(schema = @Schema(implementation = TokenResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "`credentials-required`, `invalid-email`, `password-too-long`")
  @APIResponse(responseCode = "401", description = "`invalid-email-or-password`, `mfa-required`")
  @APIResponse(responseCode = "403", description = "`account-suspended`, `email-not-verified`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<TokenResponse>> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .logIn(
            Credentials.ofExisting(body),
            TokenTransport.BEARER,
            device,
            ErrorCode.INVALID_EMAIL_OR_PASSWORD)
        .map(outcome -> responses.bearer(outcome.orThrow()));
  }
}
