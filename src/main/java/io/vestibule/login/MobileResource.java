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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The app's door (seed 003): the client keeps the token and sends it as a bearer. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "App door", description = "The client keeps the session token and sends it as a bearer")
public class MobileResource {
  private final LoginService login;

  MobileResource(LoginService login) {
    this.login = login;
  }

  @POST
  @Path("register")
  @Operation(summary = "Open an account and a session")
  @RequestBodySchema(CredentialsSchema.class)
  @APIResponseSchema(
      value = TokenAnswer.class,
      responseCode = "201",
      responseDescription = "Account and session opened")
  @APIResponse(
      responseCode = "400",
      description =
          "`credentials-required`, `invalid-email`, `password-too-short`, `password-too-long`, `password-well-known`")
  @APIResponse(responseCode = "409", description = "`user-exists`")
  public Uni<Response> register(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .register(Credentials.from(body), device)
        .map(
            opened ->
                Response.status(Response.Status.CREATED).entity(TokenAnswer.of(opened)).build());
  }

  @POST
  @Path("login")
  @Operation(summary = "Log in")
  @RequestBodySchema(CredentialsSchema.class)
  @APIResponseSchema(
      value = TokenAnswer.class,
      responseCode = "200",
      responseDescription = "Session opened")
  @APIResponse(responseCode = "400", description = "`credentials-required`, `invalid-email`")
  @APIResponse(responseCode = "401", description = "`invalid-email-or-password`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  public Uni<TokenAnswer> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login
        .logIn(Credentials.from(body), Carrier.BEARER, device, ErrorCode.INVALID_EMAIL_OR_PASSWORD)
        .map(TokenAnswer::of);
  }

  /** Answer of both routes. */
  public record TokenAnswer(
      @Schema(examples = "eyJraWQiOi…") String token,
      @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
          String userId,
      @JsonProperty("key_salt") @Schema(examples = "e0051c6f…a313a6") String keySalt,
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
      @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
          String userId,
      @Schema(examples = "ada@example.com") String email,
      @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.389Z")
          Instant createdAt) {}
}
