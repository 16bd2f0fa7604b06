package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.session.CurrentToken;
import io.vestibule.session.SessionCookie;
import io.vestibule.session.TokenTransport;
import io.vestibule.web.CurrentCaller;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Proves the identity of a signed-in user again. */
@Path("/api/auth/reauthenticate")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Sessions")
public class ReauthenticationResource {
  private final ReauthenticationService reauthentication;
  private final SessionCookie cookie;
  private final CurrentToken token;
  private final CurrentCaller caller;

  ReauthenticationResource(
      ReauthenticationService reauthentication,
      SessionCookie cookie,
      CurrentToken token,
      CurrentCaller caller) {
    this.reauthentication = reauthentication;
    this.cookie = cookie;
    this.token = token;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "reauthenticate",
      summary = "Prove your identity again",
      description =
          "Afterwards the session may change sign-in methods, keys and addresses for 10 minutes. It"
              + " gets a new token, as with a refresh.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ReauthenticationSchema.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "The new token: in `token` if the request had a bearer token, in the cookie `auth_token`"
              + " if it had the cookie.",
      headers =
          @Header(
              name = HttpHeaders.SET_COOKIE,
              description = "The new session token, if the request had the cookie",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ReauthenticationAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "`invalid-request`, `password-too-long`, `challenge-invalid`")
  @APIResponse(
      responseCode = "401",
      description = "`invalid-password`, `mfa-code-invalid`, `reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<ReauthenticationAnswer>> reauthenticate(JsonNode body) {
    return reauthentication
        .reauthenticate(caller.get(), token::get, ReauthenticationRequest.from(body))
        .map(
            session -> {
              TokenTransport transport = token.get().transport();
              var answer =
                  RestResponse.ResponseBuilder.ok(ReauthenticationAnswer.of(session, transport));
              return transport == TokenTransport.COOKIE
                  ? answer.header(HttpHeaders.SET_COOKIE, cookie.set(session.token())).build()
                  : answer.build();
            });
  }

  @POST
  @Path("options")
  @Operation(
      operationId = "getReauthenticationOptions",
      summary = "Get the ways in which you can prove your identity again")
  @APIResponse(
      responseCode = "200",
      description = "Empty for a token of an external issuer: sign in there again",
      content = @Content(schema = @Schema(implementation = FactorOptionsAnswer.class)))
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  public Uni<FactorOptionsAnswer> options() {
    return reauthentication.options(caller.get());
  }

  @POST
  @Path("code")
  @Operation(
      operationId = "sendReauthenticationCode",
      summary = "Send a code to the address of your account",
      description = "For accounts with neither a password nor a second factor.")
  @APIResponse(responseCode = "202", description = "The mail will be sent.")
  @APIResponse(responseCode = "401", description = "`reauthentication-required`")
  @APIResponse(responseCode = "403", description = "`forbidden`")
  @APIResponse(responseCode = "404", description = "`user-not-found`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<Void>> sendCode() {
    return reauthentication.sendCode(caller.get()).map(sent -> RestResponse.accepted());
  }
}
