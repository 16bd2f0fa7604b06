package io.vestibule.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.Converter;

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
  @WithConverter(MemoryKib.class)
  int memoryKib();

  /** Argon2id passes (t). */
  @WithDefault("2")
  @WithConverter(Iterations.class)
  int iterations();

  /** Argon2id lanes (p). */
  @WithDefault("1")
  @WithConverter(Parallelism.class)
  int parallelism();

  /** Shortest new password, in Unicode code points. Stored passwords are not affected. */
  @WithDefault("8")
  @WithConverter(MinLength.class)
  int minLength();

  /**
   * Hashes computed at once. Default: the number of processors, or fewer if the heap is too small.
   * Threads × {@code memory-kib} must fit into three quarters of the heap, or the service does not
   * start.
   */
  OptionalInt threads();

  /** Hashes that may wait for a thread. If the queue is full, the response is 503. */
  @WithDefault("32")
  @WithConverter(Positive.class)
  int queue();

  /** Longest wait for a thread. After it, the response is 503. */
  @WithDefault("3S")
  Duration deadline();

  /** 8 to 262144. */
  final class MemoryKib implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return LimitedNumber.parse(value, 8, 262_144);
    }
  }

  /** 1 to 64. */
  final class Iterations implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return LimitedNumber.parse(value, 1, 64);
    }
  }

  /** 1 to 16. */
  final class Parallelism implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return LimitedNumber.parse(value, 1, 16);
    }
  }

  /** 8 to 64. */
  final class MinLength implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return LimitedNumber.parse(value, 8, 64);
    }
  }
}
