package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AudioKey;
import io.vestibule.session.Carrier;
import io.vestibule.web.ErrorCode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** The app's door (seed 003): the client keeps the token and sends it as a bearer. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MobileResource {
  private final LoginService login;

  MobileResource(LoginService login) {
    this.login = login;
  }

  @POST
  @Path("register")
  public Uni<Response> register(JsonNode body, @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .register(Credentials.from(body), device)
        .map(
            opened ->
                Response.status(Response.Status.CREATED).entity(TokenAnswer.of(opened)).build());
  }

  @POST
  @Path("login")
  public Uni<TokenAnswer> logIn(JsonNode body, @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .logIn(Credentials.from(body), Carrier.BEARER, device, ErrorCode.INVALID_EMAIL_OR_PASSWORD)
        .map(TokenAnswer::of);
  }

  /** Answer of both routes. */
  public record TokenAnswer(
      String token,
      @JsonProperty("user_id") String userId,
      @JsonProperty("key_salt") String keySalt,
      @JsonProperty("audio_key") AudioKey audioKey,
      User user) {

    static TokenAnswer of(OpenedSession opened) {
      var account = opened.owner().account();
      return new TokenAnswer(
          opened.token().token(),
          account.userId(),
          opened.owner().keySalt(),
          opened.owner().audioKey(),
          new User(account.userId(), account.email(), account.createdAt()));
    }
  }

  /** The part of the account that the app shows. */
  public record User(
      @JsonProperty("user_id") String userId,
      String email,
      @JsonProperty("created_at") Instant createdAt) {}
}
