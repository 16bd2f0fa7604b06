package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vestibule.session.Carrier;
import io.vestibule.session.CurrentToken;
import io.vestibule.session.IssuedToken;
import io.vestibule.session.SessionCookie;
import io.vestibule.web.ApiDescription;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Exchanges a session's token for its successor, which travels the way the token came. */
@Path("/api/auth/refresh")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = ApiDescription.BEARER)
@SecurityRequirement(name = ApiDescription.COOKIE)
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
      summary = "Prolong this session",
      description =
          "The token sent stays good for 30 seconds more, and asking again with it gives the same"
              + " successor. After that it ends the session: somebody else has it, too.")
  @APIResponse(
      responseCode = "200",
      description = "A bearer gets `token`; a cookie gets a new cookie instead",
      content = @Content(schema = @Schema(implementation = RefreshAnswer.class)))
  @APIResponse(responseCode = "403", description = "`account-suspended`")
  public Uni<Response> refresh() {
    return login
        .refresh(token.get())
        .map(
            successor ->
                token.get().carrier() == Carrier.COOKIE
                    ? Response.ok(RefreshAnswer.forCookie(successor))
                        .header(HttpHeaders.SET_COOKIE, cookie.set(successor))
                        .build()
                    : Response.ok(RefreshAnswer.forBearer(successor)).build());
  }

  /** Answer of {@code POST /api/auth/refresh}; no {@code token} for a cookie: scripts see it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RefreshAnswer(String token, @JsonProperty("expires_at") Instant expiresAt) {
    static RefreshAnswer forBearer(IssuedToken successor) {
      return new RefreshAnswer(successor.token(), successor.expiresAt());
    }

    static RefreshAnswer forCookie(IssuedToken successor) {
      return new RefreshAnswer(null, successor.expiresAt());
    }
  }
}
