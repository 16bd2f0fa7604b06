package io.vestibule.usage;

import io.vestibule.usage.KeyState.LimitState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The response fields {@code RateLimit-Policy} and {@code RateLimit} of the draft <i>RateLimit
 * header fields for HTTP</i> (draft-ietf-httpapi-ratelimit-headers-10): structured-field lists with
 * one item for each limit.
 */
final class RateLimitFields {
  static final String POLICY = "RateLimit-Policy";
  static final String STATE = "RateLimit";

  private RateLimitFields() {}

  /** For example {@code "plan";q=1000;w=2592000}; empty if there is no limit. */
  static Optional<String> policy(List<LimitState> limits) {
    return list(
        limits,
        limit -> "\"%s\";q=%d;w=%d".formatted(limit.name(), limit.quota(), limit.windowSeconds()));
  }

  /** For example {@code "plan";r=12;t=86400}; empty if there is no limit. */
  static Optional<String> state(List<LimitState> limits) {
    return list(
        limits,
        limit ->
            "\"%s\";r=%d;t=%d".formatted(limit.name(), limit.remaining(), limit.resetSeconds()));
  }

  private static Optional<String> list(List<LimitState> limits, Function<LimitState, String> item) {
    return Optional.of(limits.stream().map(item).collect(Collectors.joining(", ")))
        .filter(list -> !list.isEmpty());
  }
}
