package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
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

/** Login for browsers with a code that is sent by mail. */
@Path("/api/auth/code")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Browser login")
public class CodeLoginResource {
  private final CodeLoginService codes;
  private final LoginResponses responses;

  CodeLoginResource(CodeLoginService codes, LoginResponses responses) {
    this.codes = codes;
    this.responses = responses;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "requestSignInCode",
      summary = "Request a mail with a sign-in code",
      description = "The response is the same whether or not the address has an account.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CodeRequestSchema.class)))
  @APIResponse(
      responseCode = "202",
      description = "If the address has an account, a mail is sent to it.",
      content = @Content(schema = @Schema(implementation = CodeRequestAnswer.class)))
  @APIResponse(responseCode = "400", description = "`invalid-email`")
  @APIResponse(responseCode = "404", description = "`not-found`: sign-in with a code is off")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  @APIResponse(responseCode = "503", description = "`mail-not-configured`")
  public Uni<RestResponse<CodeRequestAnswer>> request(JsonNode body) {
    return codes
        .request(body)
        .replaceWith(
            () -> RestResponse.status(RestResponse.Status.ACCEPTED, CodeRequestAnswer.ACCEPTED));
  }

  @POST
  @Path("login")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "logInWithCode",
      summary = "Log in with a code from a mail and get the session token in a cookie",
      description =
          "`audio_key` is null: recordings stay locked until the user enters the password.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = CodeCredentialsSchema.class)))
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
  @APIResponse(responseCode = "400", description = "`invalid-email`, `challenge-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "404", description = "`not-found`: sign-in with a code is off")
  @APIResponse(responseCode = "409", description = "`user-exists`, `conflict`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<LoginResponse>> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return codes.logIn(body, device).map(outcome -> responses.cookie(outcome.orThrow()));
  }
}
