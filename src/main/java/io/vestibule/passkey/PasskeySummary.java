package io.vestibule.passkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A passkey as its owner sees it.
 *
 * @param opensRecordings whether it unwraps the account's current audio key
 */
@Schema(name = "Passkey")
public record PasskeySummary(
    @Schema(description = "The credential id, base64url", examples = "-R85HbTJsv3g6nAYnLo_tj9X")
        String id,
    @Schema(examples = "iCloud Keychain") String name,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.822Z") Instant createdAt,
    @JsonProperty("last_used_at") @Schema(nullable = true, examples = "2026-11-21T09:34:04.822Z")
        Instant lastUsedAt,
    @JsonProperty("backed_up") @Schema(description = "Whether its provider keeps a copy of it")
        boolean backedUp,
    @Schema(description = "Whether the authenticator supports the PRF extension") boolean prf,
    @JsonProperty("opens_recordings")
        @Schema(description = "Whether it unwraps the account's current audio key")
        boolean opensRecordings) {
  static PasskeySummary of(Passkey passkey, Optional<String> currentKey) {
    return new PasskeySummary(
        passkey.id(),
        passkey.name(),
        passkey.createdAt(),
        passkey.lastUsedAt(),
        passkey.backedUp(),
        passkey.prf(),
        currentKey.filter(passkey.wraps()::containsKey).isPresent());
  }
}
