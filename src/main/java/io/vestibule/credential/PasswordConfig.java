package io.vestibule.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Passwords: cost and concurrency of hashes, and the policy for new passwords. Hashing uses threads
 * times {@code memory-kib} of memory.
 */
@ConfigMapping(prefix = "vestibule.passwords")
public interface PasswordConfig {
  /**
   * Argon2id memory in KiB (m). Stored hashes of another cost are replaced at the next successful
   * login.
   */
  @WithDefault("19456")
  @Min(8) @Max(262_144) int memoryKib();

  /** Argon2id passes (t). */
  @WithDefault("2")
  @Min(1) @Max(64) int iterations();

  /** Argon2id lanes (p). */
  @WithDefault("1")
  @Min(1) @Max(16) int parallelism();

  /** Shortest new password, in Unicode code points. Stored passwords are not affected. */
  @WithDefault("8")
  @Min(8) @Max(64) int minLength();

  /**
   * Hashes computed at once. Default: the number of processors, or fewer if the heap is too small.
   * Threads × {@code memory-kib} must fit into three quarters of the heap, or the service does not
   * start.
   */
  OptionalInt threads();

  /** Hashes that may wait for a thread. If the queue is full, the response is 503. */
  @WithDefault("32")
  @Min(1) int queue();

  /** Longest wait for a thread. After it, the response is 503. */
  @WithDefault("3S")
  Duration deadline();
}
