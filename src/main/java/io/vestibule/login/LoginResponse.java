package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.credential.AudioKey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/auth/login}; the session token is in the cookie. */
public record LoginResponse(
    @Schema(examples = "Login successful") String message,
    @JsonProperty("api_token")
        @Schema(description = "The API token of the account", examples = "vst_2744…5e26")
        String apiToken,
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @JsonProperty("key_salt")
        @Schema(
            description = "Salt for the key-encryption key: 32 bytes as hexadecimal digits",
            examples = "e0051c6f…a313a6")
        String keySalt,
    @JsonProperty("audio_key") @Schema(nullable = true) AudioKey audioKey)
    implements LoginAnswer {

  static LoginResponse of(AuthenticatedAccount owner) {
    return new LoginResponse(
        "Login successful",
        owner.apiToken().reveal(),
        owner.account().userId(),
        owner.keySalt(),
        owner.audioKey());
  }
}
