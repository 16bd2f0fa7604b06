package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.login.LoginAnswer;
import io.vestibule.login.LoginResponses;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Login with a passkey. */
@Path("/api/auth/passkey")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Passkeys")
public class PasskeyLoginResource {
  private final PasskeyLoginService login;
  private final LoginResponses responses;

  PasskeyLoginResource(PasskeyLoginService login, LoginResponses responses) {
    this.login = login;
    this.responses = responses;
  }

  @POST
  @Path("options")
  @Operation(
      operationId = "startPasskeyLogin",
      summary = "Get the options for a login with a passkey",
      description =
          "They name no user and no credential: the browser offers the passkeys that it has.")
  @APIResponse(
      responseCode = "200",
      description = "For `navigator.credentials.get`",
      content = @Content(schema = @Schema(implementation = PasskeyOptions.class)))
  public Uni<PasskeyOptions> options() {
    return Uni.createFrom().item(login::start);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "logInWithPasskey",
      summary = "Log in with a passkey",
      description =
          "If the passkey has a wrap of an audio key, `audio_key.wraps` contains it. No second"
              + " factor is needed.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PasskeyLoginSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session was created.",
      headers =
          @Header(
              name = HttpHeaders.SET_COOKIE,
              description = "The session token in the cookie `auth_token`, for a cookie session",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = LoginAnswer.class)))
  @APIResponse(responseCode = "401", description = "`passkey-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`, `email-not-verified`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<LoginAnswer>> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return login.logIn(body, device).map(outcome -> responses.of(outcome.orThrow()));
  }
}
