package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The part of an account that an app shows after a login (seed 003). */
public record UserSummary(
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @Schema(examples = "ada@example.com", nullable = true) String email,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.389Z") Instant createdAt) {}
