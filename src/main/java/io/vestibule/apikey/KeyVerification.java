package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.KeyRefusal;
import io.vestibule.usage.KeyState;
import io.vestibule.usage.KeyState.LimitState;
import io.vestibule.usage.KeyUsageResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether a key may be used.
 *
 * @param code {@code VALID}, or why the use is refused; of several reasons the first one counts
 * @param remaining units left of the plan's or the key's quota, whichever is less
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyVerification(
    boolean valid,
    @Schema(
            description = "`VALID`, or why the use is refused",
            enumeration = {
              "VALID",
              "NOT_FOUND",
              "DISABLED",
              "EXPIRED",
              "SUSPENDED",
              "INSUFFICIENT_SCOPE",
              "FORBIDDEN_IP",
              "RATE_LIMITED",
              "QUOTA_EXCEEDED",
              "REQUEST_ID_REUSED",
              "UNAVAILABLE"
            },
            examples = "VALID")
        String code,
    @JsonProperty("key_id") @Schema(nullable = true, examples = "8f14e45fceea") String keyId,
    @JsonProperty("user_id") @Schema(nullable = true) String userId,
    @JsonProperty("plan_type") @Schema(nullable = true, examples = "free") String planType,
    @Schema(nullable = true, description = "The scopes of the key", examples = "[\"reports:read\"]")
        List<String> scopes,
    @JsonProperty("usage_count")
        @Schema(nullable = true, description = "Units of all keys of the account in this month")
        Long usageCount,
    @Schema(nullable = true, description = "Units left; absent if there is no limit")
        Long remaining,
    @JsonProperty("resets_at") @Schema(nullable = true, description = "Start of the next month")
        Instant resetsAt,
    @JsonProperty("retry_after")
        @Schema(nullable = true, description = "Seconds until a limit is over", examples = "30")
        Long retryAfter,
    @Schema(nullable = true, description = "What is left of each limit") List<KeyLimit> limits) {
  private static final String RATE = "key-rate";

  /** What is left of a limit. */
  public record KeyLimit(
      @Schema(description = "`plan`, `key-quota` or `key-rate`", examples = "plan") String name,
      @Schema(description = "Units, or calls, in a window", examples = "1000") long quota,
      @JsonProperty("window_seconds") long windowSeconds,
      long remaining,
      @JsonProperty("reset_seconds") @Schema(description = "Until the next window")
          long resetSeconds) {
    static KeyLimit of(LimitState limit) {
      return new KeyLimit(
          limit.name(),
          limit.quota(),
          limit.windowSeconds(),
          limit.remaining(),
          limit.resetSeconds());
    }
  }

  /**
   * @param scopes the scopes of a key that has all of them
   */
  static KeyVerification of(KeyUsageResult result, List<String> scopes) {
    if (result instanceof KeyUsageResult.Accepted accepted) {
      return of("VALID", Optional.of(accepted.state()), null, scopes);
    }
    KeyUsageResult.Refused refused = (KeyUsageResult.Refused) result;
    return of(
        refused.reason() == KeyRefusal.KEY_QUOTA_EXCEEDED
            ? KeyRefusal.QUOTA_EXCEEDED.name()
            : refused.reason().name(),
        refused.state(),
        refused.retryAfter().map(Duration::toSeconds).orElse(null),
        scopes);
  }

  /** A request that was neither accepted nor refused. */
  static KeyVerification failed(String code) {
    return of(code, Optional.empty(), null, List.of());
  }

  private static KeyVerification of(
      String code, Optional<KeyState> state, Long retryAfter, List<String> allScopes) {
    Optional<ApiKey> key = state.map(KeyState::key);
    return new KeyVerification(
        code.equals("VALID"),
        code,
        key.map(ApiKey::id).orElse(null),
        state.map(KeyState::userId).orElse(null),
        state.map(known -> known.usage().planType()).orElse(null),
        key.map(known -> known.limits().allScopes() ? allScopes : known.limits().scopes())
            .orElse(null),
        state.map(known -> known.usage().usageCount()).orElse(null),
        state.flatMap(KeyVerification::remaining).orElse(null),
        state.map(known -> known.usage().resetsAt()).orElse(null),
        retryAfter,
        state.map(known -> known.limits().stream().map(KeyLimit::of).toList()).orElse(null));
  }

  private static Optional<Long> remaining(KeyState state) {
    OptionalLong least =
        state.limits().stream()
            .filter(limit -> !limit.name().equals(RATE))
            .mapToLong(LimitState::remaining)
            .min();
    return least.isPresent() ? Optional.of(least.getAsLong()) : Optional.empty();
  }
}
