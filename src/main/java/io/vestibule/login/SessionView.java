package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.session.CurrentSession;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answer of {@code GET /api/auth/session}. */
public record SessionView(
    Account user,
    CurrentSession session,
    @JsonProperty("api_token") @Schema(examples = "vst_2744…5e26") String apiToken) {}
