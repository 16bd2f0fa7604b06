package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.factor.FactorOptionsAnswer;
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

/** The second factor of a login at any door. */
@Path("/api/auth/mfa")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Second factors")
public class MfaResource {
  private final MfaService mfa;
  private final LoginResponses responses;

  MfaResource(MfaService mfa, LoginResponses responses) {
    this.mfa = mfa;
    this.responses = responses;
  }

  @POST
  @Operation(
      operationId = "logInWithSecondFactor",
      summary = "Continue a login with a second factor",
      description =
          "After a login that was answered with `mfa-required`. The answer is that of the login.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = MfaLoginSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session was created.",
      headers =
          @Header(
              name = HttpHeaders.SET_COOKIE,
              description = "The session token, if the login was for a cookie",
              schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = LoginAnswer.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(responseCode = "401", description = "`mfa-code-invalid`, `mfa-token-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "429", description = "`too-many-attempts`")
  public Uni<RestResponse<LoginAnswer>> logIn(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return mfa.logIn(body, device).map(responses::of);
  }

  @POST
  @Path("options")
  @Operation(
      operationId = "getSecondFactorOptions",
      summary = "Get the ways in which a login can be continued")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = MfaTokenSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "The kinds of factors, and what a browser needs for a passkey",
      content = @Content(schema = @Schema(implementation = FactorOptionsAnswer.class)))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(responseCode = "401", description = "`mfa-token-invalid`")
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  public Uni<FactorOptionsAnswer> options(
      JsonNode body, @Parameter(hidden = true) @HeaderParam(HttpHeaders.USER_AGENT) String device) {
    return mfa.options(body, device);
  }
}
