package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.session.CurrentSession;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answer of {@code GET /api/auth/session}. It has no audio key: whoever stole a session could guess
 * the password offline against it. {@code POST /api/user/audio-key} returns the key for the
 * password.
 *
 * @param hasAudioKey false for an account that never had a password
 * @param hasRecoveryKey whether a recovery key exists for the current audio key
 * @param recoveryKeyComplete whether that recovery key unwraps every unlocked key; false after an
 *     older key was unlocked, until a new recovery key is created
 * @param lockedKeys ids of the audio keys that the current password does not unwrap: the recordings
 *     with these {@code key_id}s are locked
 */
@Schema(name = "SessionResponse")
public record SessionAnswer(
    Account user,
    CurrentSession session,
    @JsonProperty("api_token") @Schema(examples = "vst_2744…5e26") String apiToken,
    @JsonProperty("has_audio_key") boolean hasAudioKey,
    @JsonProperty("has_recovery_key") boolean hasRecoveryKey,
    @JsonProperty("recovery_key_complete") boolean recoveryKeyComplete,
    @JsonProperty("locked_keys") List<String> lockedKeys) {}
