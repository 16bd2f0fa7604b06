package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.credential.AudioKey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/login}. */
public record TokenResponse(
    @Schema(description = "The session token", examples = "eyJraWQiOi…") String token,
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @JsonProperty("key_salt")
        @Schema(
            description = "Salt for the key-encryption key: 32 bytes as hexadecimal digits",
            examples = "e0051c6f…a313a6")
        String keySalt,
    @JsonProperty("audio_key") @Schema(nullable = true) AudioKey audioKey,
    UserSummary user)
    implements LoginAnswer {

  static TokenResponse of(LoginOutcome.SessionOpened opened) {
    var account = opened.owner().account();
    return new TokenResponse(
        opened.token().token(),
        account.userId(),
        opened.owner().keySalt(),
        opened.owner().audioKey(),
        new UserSummary(account.userId(), account.email(), account.createdAt()));
  }
}
