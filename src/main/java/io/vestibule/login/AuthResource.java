package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AudioKey;
import io.vestibule.account.SignedIn;
import io.vestibule.session.Carrier;
import io.vestibule.session.SessionCookie;
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

/** The browser's door (seed 000): the token travels in a cookie that scripts cannot read. */
@Path("/api/auth")
@Produces(MediaType.APPLICATION_JSON)
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
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> signUp(JsonNode body) {
    return login
        .signUp(Credentials.from(body), ErrorCode.USER_EXISTS_AT_SIGNUP)
        .map(owner -> new SignUpAnswer("User created", owner.apiToken().reveal()))
        .map(answer -> Response.status(Response.Status.CREATED).entity(answer).build());
  }

  @POST
  @Path("login")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> logIn(JsonNode body, @HeaderParam(HttpHeaders.USER_AGENT) String device) {
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
  public Uni<Response> logOut() {
    return caller
        .find()
        .chain(login::logOut)
        .map(ended -> Response.noContent().header(HttpHeaders.SET_COOKIE, cookie.clear()).build());
  }

  @GET
  @Path("session")
  @Authenticated
  public Uni<SessionView> session() {
    return login.describe(caller.get());
  }

  /** Answer of {@code POST /api/auth/signup}. */
  public record SignUpAnswer(String message, String token) {}

  /** Answer of {@code POST /api/auth/login}. */
  public record LoginAnswer(
      String message,
      @JsonProperty("api_token") String apiToken,
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
