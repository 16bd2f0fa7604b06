package io.vestibule.login;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import io.vestibule.session.CurrentToken;
import io.vestibule.session.SessionCookie;
import io.vestibule.session.TokenTransport;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Replaces a session's token with its successor, over the same transport. */
@Path("/api/auth/refresh")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.BEARER)
@SecurityRequirement(name = OpenApiDefinition.COOKIE)
@Tag(name = "Sessions")
public class RefreshResource {
  private final LoginService login;
  private final SessionCookie cookie;
  private final CurrentToken token;

  RefreshResource(LoginService login, SessionCookie cookie, CurrentToken token) {
    this.login = login;
    this.cookie = cookie;
    this.token = token;
  }

  @POST
  @Operation(
      operationId = "refreshSession",
      summary = "Extend the current session and replace its token",
      description =
          "The old token is valid for 30 more seconds; during that time a repeated request returns"
              + " the same new token. If the old token is used later, the session ends, because"
              + " the token may have been stolen.")
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
      content = @Content(schema = @Schema(implementation = RefreshResponse.class)))
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  @APIResponse(responseCode = "409", description = "`conflict`")
  public Uni<RestResponse<RefreshResponse>> refresh() {
    return login
        .refresh(token.get())
        .map(
            successor ->
                token.get().transport() == TokenTransport.COOKIE
                    ? RestResponse.ResponseBuilder.ok(RefreshResponse.forCookie(successor))
                        .header(HttpHeaders.SET_COOKIE, cookie.set(successor))
                        .build()
                    : RestResponse.ok(RefreshResponse.forBearer(successor)));
  }
}
