package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.session.CurrentSession;

/** Answer of {@code GET /api/auth/session}. */
public record SessionView(
    Account user, CurrentSession session, @JsonProperty("api_token") String apiToken) {}
