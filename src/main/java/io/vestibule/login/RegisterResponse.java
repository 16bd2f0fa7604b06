package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.credential.AudioKey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code POST /api/register}: as {@link TokenResponse} or, if the address must be
 * verified before the first login, only a message.
 *
 * @param message what to do next; absent if there is a session
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegisterResponse(
    @Schema(nullable = true, examples = SignUpResponse.VERIFY_FIRST) String message,
    @Schema(description = "The session token", nullable = true, examples = "eyJraWQiOi…")
        String token,
    @JsonProperty("user_id")
        @Schema(nullable = true, examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @JsonProperty("key_salt")
        @Schema(
            nullable = true,
            description = "Salt for the key-encryption key: 32 bytes as hexadecimal digits",
            examples = "e0051c6f…a313a6")
        String keySalt,
    @JsonProperty("audio_key") @Schema(nullable = true) AudioKey audioKey,
    @Schema(nullable = true) UserSummary user) {

  static RegisterResponse withoutSession() {
    return new RegisterResponse(SignUpResponse.VERIFY_FIRST, null, null, null, null, null);
  }

  static RegisterResponse of(LoginOutcome.SessionOpened opened) {
    TokenResponse session = TokenResponse.of(opened);
    return new RegisterResponse(
        null,
        session.token(),
        session.userId(),
        session.keySalt(),
        session.audioKey(),
        session.user());
  }
}
