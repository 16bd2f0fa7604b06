package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AudioKey;
import io.vestibule.account.SignedIn;
import io.vestibule.session.Carrier;
import io.vestibule.session.SessionCookie;
import io.vestibule.web.ApiDescription;
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
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The browser's door (seed 000): the token travels in a cookie that scripts cannot read. */
@Path("/api/auth")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Browser door", description = "The session token travels in a cookie")
public class AuthResource {
  private final LoginService login;
  private final SessionCookie cookie;
  private final CurrentCaller caller;

  AuthResource(LoginService login, SessionCookie cookie, CurrentCaller caller) {
    this.login = login;
    this.cookie = cookie;
    this.caller = caller;
  }

  @POST
  @Path("signup")
  @Operation(summary = "Open an account")
  @RequestBodySchema(CredentialsSchema.class)
  @APIResponseSchema(
      value = SignUpAnswer.class,
      responseCode = "201",
      responseDescription = "Account opened; `token` is the API token")
  @APIResponse(
      responseCode = "400",
      description =
          "`credentials-required`, `invalid-email`, `password-too-short`, `password-too-long`, `password-well-known`, `user-exists-at-signup`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> signUp(JsonNode body) {
    return login
        .signUp(Credentials.from(body), ErrorCode.USER_EXISTS_AT_SIGNUP)
        .map(owner -> new SignUpAnswer("User created", owner.apiToken().reveal()))
        .map(answer -> Response.status(Response.Status.CREATED).entity(answer).build());
  }

  @POST
  @Path("login")
  @Operation(summary = "Log in; sets the cookie `auth_token`")
  @RequestBodySchema(CredentialsSchema.class)
  @APIResponseSchema(
      value = LoginAnswer.class,
      responseCode = "200",
      responseDescription = "Logged in")
  @APIResponse(responseCode = "400", description = "`credentials-required`, `invalid-email`")
  @APIResponse(responseCode = "401", description = "`invalid-credentials`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .logIn(Credentials.from(body), Carrier.COOKIE, device, ErrorCode.INVALID_CREDENTIALS)
        .map(
            opened ->
                Response.ok(LoginAnswer.of(opened.owner()))
                    .header(HttpHeaders.SET_COOKIE, cookie.set(opened.token()))
                    .build());
  }

  @POST
  @Path("logout")
  @Operation(summary = "End the session and clear the cookie")
  @APIResponse(responseCode = "204", description = "Ended; also where there was no session")
  public Uni<Response> logOut() {
    return caller
        .find()
        .chain(login::logOut)
        .map(ended -> Response.noContent().header(HttpHeaders.SET_COOKIE, cookie.clear()).build());
  }

  @GET
  @Path("session")
  @Operation(summary = "Who is logged in, and since when")
  @SecurityRequirement(name = ApiDescription.BEARER)
  @SecurityRequirement(name = ApiDescription.COOKIE)
  @APIResponseSchema(
      value = SessionView.class,
      responseCode = "200",
      responseDescription = "The user, the session and the API token")
  @Authenticated
  public Uni<SessionView> session() {
    return login.describe(caller.get());
  }

  /** Answer of {@code POST /api/auth/signup}. */
  public record SignUpAnswer(
      @Schema(examples = "User created") String message,
      @Schema(examples = "vst_2744…5e26") String token) {}

  /** Answer of {@code POST /api/auth/login}. */
  public record LoginAnswer(
      @Schema(examples = "Login successful") String message,
      @JsonProperty("api_token") @Schema(examples = "vst_2744…5e26") String apiToken,
      @JsonProperty("user_id") String userId,
      @JsonProperty("key_salt") String keySalt,
      @JsonProperty("audio_key") AudioKey audioKey) {

    static LoginAnswer of(SignedIn owner) {
      return new LoginAnswer(
          "Login successful",
          owner.apiToken().reveal(),
          owner.account().userId(),
          owner.keySalt(),
          owner.audioKey());
    }
  }
}
