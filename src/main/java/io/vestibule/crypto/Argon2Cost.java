package io.vestibule.crypto;

/**
 * The cost parameters of Argon2 (RFC 9106, section 3.1). The lower bounds are those of the RFC. The
 * upper bounds are limits of this service, so that a stored hash cannot exhaust the machine that
 * verifies it.
 *
 * @param memoryKiB memory in KiB, from 8 × parallelism to {@link #MAX_MEMORY_KIB}
 * @param iterations passes over the memory, 1 to {@link #MAX_ITERATIONS}
 * @param parallelism lanes, 1 to {@link #MAX_PARALLELISM}
 */
public record Argon2Cost(int memoryKiB, int iterations, int parallelism) {

  /** 256 MiB. */
  public static final int MAX_MEMORY_KIB = 256 * 1024;

  public static final int MAX_ITERATIONS = 64;

  public static final int MAX_PARALLELISM = 64;

  /** The largest product of KiB and passes: 4 GiB, some seconds on one core. */
  public static final int MAX_WORK = 4 * 1024 * 1024;

  /**
   * 19 MiB, two passes, one lane: recommended for Argon2id by the OWASP Password Storage Cheat
   * Sheet.
   */
  public static final Argon2Cost RECOMMENDED = new Argon2Cost(19_456, 2, 1);

  /**
   * @throws IllegalArgumentException naming the parameter that is out of bounds, and its value
   */
  public Argon2Cost {
    check("parallelism", parallelism, 1, MAX_PARALLELISM);
    check("iterations", iterations, 1, MAX_ITERATIONS);
    check("memoryKiB", memoryKiB, 8 * parallelism, MAX_MEMORY_KIB);
    check("memoryKiB × iterations", memoryKiB * iterations, 1, MAX_WORK);
  }

  /** KiB × passes: about a microsecond each. */
  public long work() {
    return (long) memoryKiB * iterations;
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, was %d".formatted(name, least, most, value));
    }
  }
}
