package io.vestibule.credential;

import io.vestibule.crypto.Argon2Cost;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.OptionalInt;

/**
 * How many password hashes the heap has room for. Each hashing thread keeps the memory of one hash;
 * all of them together, and one hash of another system, may take three quarters of the heap.
 */
@ApplicationScoped
class HashingCapacity {

  @Produces
  @Singleton
  StartupCheck hashingMemory(PasswordConfig config) {
    return StartupCheck.that(
        () -> threads(config.threads(), config.memoryKib(), processors(), heapKiB()));
  }

  /** The number of hashing threads: as configured, otherwise one for each processor that fits. */
  static int threads(PasswordConfig config) {
    return threads(config.threads(), config.memoryKib(), processors(), heapKiB());
  }

  /**
   * @param configured the configured threads, if any
   * @param memoryKiB the memory of one hash
   * @param heapKiB the largest size of the heap
   * @throws InvalidSettingException if the heap is too small for the configured hashes
   */
  static int threads(OptionalInt configured, int memoryKiB, int processors, long heapKiB) {
    long room = heapKiB / 4 * 3 / memoryKiB;
    int needed = configured.orElse(1);
    if (room < needed) {
      throw new InvalidSettingException(
          "vestibule.passwords.threads × vestibule.passwords.memory-kib needs %d KiB, more than three quarters of the heap of"
                  .formatted((long) needed * memoryKiB)
              + " %d KiB".formatted(heapKiB));
    }
    return configured.orElse((int) Math.min(processors, room));
  }

  /** What hashes of other systems may use beside those of the configured cost. */
  static HashingLimits limits(PasswordConfig config, Argon2Cost cost) {
    return new HashingLimits(cost.work(), spareKiB(threads(config), cost.memoryKiB(), heapKiB()));
  }

  /** What the threads leave of the three quarters. */
  static long spareKiB(int threads, int memoryKiB, long heapKiB) {
    return Math.max(0, heapKiB / 4 * 3 - (long) threads * memoryKiB);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static long heapKiB() {
    return Runtime.getRuntime().maxMemory() / 1024;
  }
}
