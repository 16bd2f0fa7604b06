package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.KeyOverview;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An API key as its owner sees it. */
@Schema(name = "ApiKey")
public record ApiKeyView(
    @Schema(description = "`default` for the API token", examples = "8f14e45fceea") String id,
    @Schema(examples = "Nightly export") String name,
    @Schema(description = "How the secret begins", examples = "vst_9f86") String prefix,
    @JsonProperty("last_four") @Schema(description = "How the secret ends", examples = "d3f4")
        String lastFour,
    @Schema(examples = "[\"reports:read\"]") List<String> scopes,
    @JsonProperty("expires_at") @Schema(nullable = true, examples = "2027-01-31T00:00:00Z")
        Instant expiresAt,
    boolean enabled,
    @JsonProperty("ip_allow")
        @Schema(
            description = "Networks that may use the key; empty for all",
            examples = "[\"192.0.2.0/24\"]")
        List<String> ipAllow,
    @Schema(nullable = true, description = "Calls in a window") ApiKeyRate rate,
    @Schema(
            nullable = true,
            description = "Units per month, within those of the plan",
            examples = "500")
        Long quota,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.822Z") Instant createdAt,
    @JsonProperty("last_used_at")
        @Schema(nullable = true, description = "To the minute", examples = "2026-11-21T09:34:00Z")
        Instant lastUsedAt,
    @JsonProperty("usage_count") @Schema(description = "Units in this month") long usageCount,
    @JsonProperty("overlap_ends_at")
        @Schema(nullable = true, description = "When the last former secret stops working")
        Instant overlapEndsAt) {
  /** Between the beginning and the end of a hint. */
  private static final String ELLIPSIS = "…";

  static ApiKeyView of(KeyOverview overview, Instant now) {
    ApiKey key = overview.key();
    ApiKey.Limits limits = key.limits();
    int gap = key.hint().indexOf(ELLIPSIS);
    return new ApiKeyView(
        key.id(),
        key.name(),
        key.hint().substring(0, gap),
        key.hint().substring(gap + ELLIPSIS.length()),
        limits.scopes(),
        limits.expiresAt().orElse(null),
        limits.enabled(),
        limits.ipAllow(),
        limits.rate().map(ApiKeyRate::of).orElse(null),
        limits.quota().isPresent() ? Long.valueOf(limits.quota().getAsLong()) : null,
        key.createdAt(),
        overview.lastUsedAt().orElse(null),
        overview.usageCount(),
        key.former().stream()
            .map(ApiKey.Former::until)
            .filter(until -> until.isAfter(now))
            .max(Comparator.naturalOrder())
            .orElse(null));
  }
}
