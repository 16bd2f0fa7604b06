package io.vestibule.usage;

import io.vestibule.usage.KeyState.LimitState;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The response fields {@code RateLimit-Policy} and {@code RateLimit} of the draft <i>RateLimit
 * header fields for HTTP</i> (draft-ietf-httpapi-ratelimit-headers-10): structured-field lists with
 * one item for each limit.
 */
public final class RateLimitFields {
  /** The limits. */
  public static final String POLICY = "RateLimit-Policy";

  /** What is left of them. */
  public static final String STATE = "RateLimit";

  private RateLimitFields() {}

  /** The response to a use that was counted: the usage after it, with both fields. */
  public static RestResponse<UsageAnswer> answer(KeyState state) {
    RestResponse.ResponseBuilder<UsageAnswer> answer =
        RestResponse.ResponseBuilder.ok(state.usage());
    of(state.limits()).forEach(answer::header);
    return answer.build();
  }

  /** Both fields by name; empty if there is no limit. */
  public static Map<String, String> of(List<LimitState> limits) {
    return limits.isEmpty() ? Map.of() : Map.of(POLICY, policy(limits), STATE, state(limits));
  }

  /** For example {@code "plan";q=1000;w=2592000}. */
  private static String policy(List<LimitState> limits) {
    return list(
        limits,
        limit -> '"' + limit.name() + "\";q=" + limit.quota() + ";w=" + limit.windowSeconds());
  }

  /** For example {@code "plan";r=12;t=86400}. */
  private static String state(List<LimitState> limits) {
    return list(
        limits,
        limit -> '"' + limit.name() + "\";r=" + limit.remaining() + ";t=" + limit.resetSeconds());
  }

  private static String list(List<LimitState> limits, Function<LimitState, String> item) {
    return limits.stream().map(item).collect(Collectors.joining(", "));
  }
}
