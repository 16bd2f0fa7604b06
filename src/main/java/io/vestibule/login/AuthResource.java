package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.session.SessionCookie;
import io.vestibule.session.TokenTransport;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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

/** Login for browsers (seed 000): the token is in a cookie that scripts cannot read. */
@Path("/api/auth")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Browser login")
public class AuthResource {
  private final LoginService login;
  private final SignUpService signUp;
  private final SessionCookie cookie;
  private final LoginResponses responses;
  private final CurrentCaller caller;

  AuthResource(
      LoginService login,
      SignUpService signUp,
      SessionCookie cookie,
      LoginResponses responses,
      CurrentCaller caller) {
    this.login = login;
    this.signUp = signUp;
    this.cookie = cookie;
    this.responses = responses;
    this.caller = caller;
  }

  @POST
  @Path("signup")
  @Operation(operationId = "signUp", summary = "Create an account")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CredentialsSchema.class)))
  @APIResponse(
      responseCode = "201",
      description =
          "The account was created. `token` is its API token. If addresses must be verified before"
              + " the first login, `token` is null, and the answer is the same for an address that"
              + " has an account.",
      content = @Content(schema = @Schema(implementation = SignUpResponse.class)))
  @APIResponse(
      responseCode = "400",
      description =
          "`credentials-required`, `invalid-email`, `password-too-short`, `password-too-long`,"
              + " `password-well-known`, `user-exists-at-signup`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<RestResponse<SignUpResponse>> signUp(JsonNode body) {
    return signUp
        .signUp(Credentials.from(body), ErrorCode.USER_EXISTS_AT_SIGNUP)
        .map(SignUpResponse::of)
        .map(answer -> RestResponse.status(RestResponse.Status.CREATED, answer));
  }

  @POST
  @Path("login")
  @Operation(
      operationId = "logInWithCookie",
      summary = "Log in and get the session token in a cookie")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CredentialsSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session was created.",
      headers =
          @Header(
              name = HttpHeaders.SET_COOKIE,
              required = true,
              description = "The session token in the cookie `auth_token`",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = LoginResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "`credentials-required`, `invalid-email`, `password-too-long`")
  @APIResponse(responseCode = "401", description = "`invalid-credentials`, `mfa-required`")
  @APIResponse(responseCode = "403", description = "`account-suspended`, `email-not-verified`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<RestResponse<LoginResponse>> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .logIn(
            Credentials.ofExisting(body),
            TokenTransport.COOKIE,
            device,
            ErrorCode.INVALID_CREDENTIALS)
        .map(outcome -> responses.cookie(outcome.orThrow()));
  }

  @POST
  @Path("logout")
  @Operation(operationId = "logOut", summary = "End the current session and clear the cookie")
  @APIResponse(
      responseCode = "204",
      description = "The session has ended. The response is the same if there was no session.",
      headers =
          @Header(
              name = HttpHeaders.SET_COOKIE,
              required = true,
              description = "Clears the cookie `auth_token`",
              schema = @Schema(type = SchemaType.STRING)))
  public Uni<RestResponse<Void>> logOut() {
    return caller
        .find()
        .chain(login::logOut)
        .map(
            ended ->
                RestResponse.ResponseBuilder.<Void>noContent()
                    .header(HttpHeaders.SET_COOKIE, cookie.clear())
                    // Not "cookies" and "storage": other applications may share the domain.
                    .header("Clear-Site-Data", "\"cache\"")
                    .build());
  }

  @GET
  @Path("session")
  @Operation(operationId = "getCurrentSession", summary = "Get the current user and session")
  @SecurityRequirement(name = OpenApiDefinition.BEARER)
  @SecurityRequirement(name = OpenApiDefinition.COOKIE)
  @APIResponse(
      responseCode = "200",
      description = "The user, the session and the API token",
      content = @Content(schema = @Schema(implementation = SessionAnswer.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @Authenticated
  public Uni<SessionAnswer> session() {
    return login.describe(caller.get());
  }
}
