package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.session.IssuedToken;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code POST /api/auth/refresh}.
 *
 * @param token null for a session in a cookie: scripts must not see it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefreshResponse(
    @Schema(
            description = "The new session token; absent if the session token travels in a cookie",
            examples = "eyJraWQiOi…",
            nullable = true)
        String token,
    @JsonProperty("expires_at") @Schema(examples = "2026-11-21T09:34:04Z") Instant expiresAt) {

  static RefreshResponse forBearer(IssuedToken successor) {
    return new RefreshResponse(successor.token(), successor.expiresAt());
  }

  static RefreshResponse forCookie(IssuedToken successor) {
    return new RefreshResponse(null, successor.expiresAt());
  }
}
