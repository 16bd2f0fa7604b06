package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.session.ReauthenticatedSession;
import io.vestibule.session.TokenTransport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code POST /api/auth/reauthenticate}.
 *
 * @param token null for a session in a cookie: scripts must not see it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReauthenticationResponse")
public record ReauthenticationAnswer(
    @JsonProperty("auth_time") @Schema(examples = "2026-11-20T09:34:04Z") Instant authTime,
    @Schema(description = "All proofs of this session", examples = "[\"pwd\",\"otp\",\"mfa\"]")
        List<String> amr,
    @Schema(
            description = "The new session token; absent if the session token travels in a cookie",
            examples = "eyJraWQiOi…",
            nullable = true)
        String token) {

  static ReauthenticationAnswer of(ReauthenticatedSession session, TokenTransport transport) {
    return new ReauthenticationAnswer(
        session.authentication().time().truncatedTo(ChronoUnit.SECONDS),
        session.authentication().methods(),
        transport == TokenTransport.COOKIE ? null : session.token().token());
  }
}
