package io.vestibule.oidc;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Sends the browser to a provider. The provider sends it back to {@link CallbackResource}. */
@Path("/api/auth/login/{name}")
@Tag(name = "Sign-in by redirect")
public class RedirectLoginResource {
  private static final String RETURN_TO =
      "Where the browser goes afterwards: a path of this service (by default `/`), or an allowed"
          + " address. If the sign-in fails, it has a parameter `error`.";

  private final SignInStartService start;

  RedirectLoginResource(SignInStartService start) {
    this.start = start;
  }

  @GET
  @Operation(
      operationId = "startSignIn",
      summary = "Sign in with a provider",
      description =
          "A page to navigate to, not for `fetch`. The provider sends the browser back to"
              + " `/api/auth/callback/{name}`, which sets the session cookie. An app adds"
              + " `code_challenge`; its address gets a `code` for `POST /api/auth/token`.")
  @APIResponse(
      responseCode = "302",
      description = "To the provider, or to `return_to` with an `error`",
      headers =
          @Header(
              name = HttpHeaders.LOCATION,
              required = true,
              description = "Where the browser goes",
              schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "400", description = "`invalid-request`")
  @APIResponse(responseCode = "404", description = "`not-found`: there is no such provider")
  public Uni<RestResponse<Void>> start(
      @PathParam("name") String name,
      @Parameter(description = RETURN_TO) @QueryParam("return_to") String returnTo,
      @Parameter(description = "Link the identity to the account of the session instead")
          @QueryParam("link")
          @DefaultValue("false")
          boolean link,
      @Parameter(description = "SHA-256 of the app's verifier, base64url (RFC 7636)")
          @QueryParam("code_challenge")
          String codeChallenge,
      @Parameter(description = "`S256`") @QueryParam("code_challenge_method")
          String codeChallengeMethod,
      @Parameter(description = "Comes back to the app as `state`") @QueryParam("app_state")
          String appState,
      @Parameter(hidden = true) @HeaderParam("Sec-Fetch-Site") String fetchSite) {
    return start
        .start(
            name,
            new StartRequest(
                returnTo, link, codeChallenge, codeChallengeMethod, appState, fetchSite))
        .map(next -> answer(RestResponse.Status.FOUND, next));
  }

  /** The redirect as an answer. */
  static RestResponse<Void> answer(RestResponse.Status status, BrowserRedirect next) {
    RestResponse.ResponseBuilder<Void> answer =
        RestResponse.ResponseBuilder.<Void>create(status)
            .header(HttpHeaders.LOCATION, next.location());
    next.cookies().forEach(cookie -> answer.header(HttpHeaders.SET_COOKIE, cookie));
    return answer.build();
  }
}
