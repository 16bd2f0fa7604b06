package io.vestibule.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Cost of password hashes and how many are computed at once. Memory in use is threads times {@code
 * memory-kib}.
 */
@ConfigMapping(prefix = "vestibule.passwords")
public interface PasswordConfig {
  /**
   * Argon2id memory in KiB (m). Stored hashes of another cost are replaced at the next good login.
   */
  @WithDefault("19456")
  @Min(8) @Max(262_144) int memoryKib();

  /** Argon2id passes (t). */
  @WithDefault("2")
  @Min(1) @Max(64) int iterations();

  /** Argon2id lanes (p). */
  @WithDefault("1")
  @Min(1) @Max(16) int parallelism();

  /** Hashes computed at once; as many as there are processors where it is not set. */
  OptionalInt threads();

  /** Hashes that may wait for a thread; one more is answered with 503. */
  @WithDefault("32")
  @Min(1) int queue();

  /** Longest wait for a thread; after it the request is answered with 503. */
  @WithDefault("3S")
  Duration deadline();
}
