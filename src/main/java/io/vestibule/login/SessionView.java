package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.account.AudioKey;
import io.vestibule.session.CurrentSession;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answer of {@code GET /api/auth/session}.
 *
 * @param keySalt with {@code audioKey}, so that a page which was reloaded can ask for the password
 *     and open recordings again without another login
 */
public record SessionView(
    Account user,
    CurrentSession session,
    @JsonProperty("api_token") @Schema(examples = "vst_2744…5e26") String apiToken,
    @JsonProperty("key_salt") String keySalt,
    @JsonProperty("audio_key") AudioKey audioKey) {}
