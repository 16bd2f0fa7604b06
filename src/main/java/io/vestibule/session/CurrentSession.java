package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.web.ExternalTokenClaims;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session as its owner sees it.
 *
 * @param sessionId null for a token of another issuer, which has no session here
 */
public record CurrentSession(
    @JsonProperty("session_id")
        @Schema(
            description = "Null for a token of an external issuer",
            examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b",
            nullable = true)
        String sessionId,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.822Z", nullable = true)
        Instant createdAt,
    @JsonProperty("expires_at") @Schema(examples = "2026-11-21T09:34:04Z") Instant expiresAt,
    @JsonProperty("auth_time")
        @Schema(
            description =
                "When the user last proved their identity; null if the token of an external issuer"
                    + " does not state it",
            examples = "2026-11-20T09:34:04Z",
            nullable = true)
        Instant authTime,
    @Schema(
            description =
                "What was proven: `pwd`, `otp`, `recovery`, `hwk` with `user`, `email`, `fed`;"
                    + " `mfa` for two factors",
            examples = "[\"pwd\",\"otp\",\"mfa\"]")
        List<String> amr,
    @Schema(examples = "curl/7.88.1", nullable = true) String device) {
  /** A token of another issuer has no session here; its lifetime is the one in its claims. */
  public static CurrentSession ofExternalToken(ExternalTokenClaims claims) {
    return new CurrentSession(
        null, claims.issuedAt(), claims.expiresAt(), claims.authTime(), claims.authMethods(), null);
  }

  static CurrentSession of(Session session) {
    return new CurrentSession(
        session.sessionId(),
        session.createdAt(),
        session.expiresAt(),
        session.authentication().time().truncatedTo(ChronoUnit.SECONDS),
        session.authentication().methods(),
        Device.displayName(session.device()));
  }
}
