package io.vestibule.usage;

import java.time.Duration;
import java.util.Optional;

/** The outcome of a use of a key. */
public sealed interface KeyUsageResult {
  /** The key and its limits; empty if no key has this secret. */
  Optional<KeyState> known();

  /** The use was accepted, and counted if it has units. */
  record Accepted(KeyState state) implements KeyUsageResult {
    @Override
    public Optional<KeyState> known() {
      return Optional.of(state);
    }
  }

  /**
   * Nothing was counted.
   *
   * @param state empty if no key has this secret
   * @param retryAfter when the use would be accepted; empty for never
   */
  record Refused(KeyRefusal reason, Optional<KeyState> state, Optional<Duration> retryAfter)
      implements KeyUsageResult {
    @Override
    public Optional<KeyState> known() {
      return state;
    }

    /** No key has this secret. */
    public static Refused notFound() {
      return new Refused(KeyRefusal.NOT_FOUND, Optional.empty(), Optional.empty());
    }
  }
}
