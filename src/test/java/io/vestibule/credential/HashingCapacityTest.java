package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.runtime.InvalidSettingException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HashingCapacityTest {
  private static final long MIB = 1024;

  @Test
  void eachProcessorHashesIfTheHeapHasRoom() {
    assertEquals(8, threads(OptionalInt.empty(), 8, 1024 * MIB));
    assertEquals(2, threads(OptionalInt.empty(), 2, 128 * MIB));
  }

  /** 96 MiB of 128 hold five hashes of 19 MiB. */
  @Test
  void aSmallHeapLimitsTheThreads() {
    assertEquals(5, threads(OptionalInt.empty(), 64, 128 * MIB));
  }

  @Test
  void configuredThreadsMustFit() {
    assertEquals(5, threads(OptionalInt.of(5), 64, 128 * MIB));
    String message =
        assertThrows(InvalidSettingException.class, () -> threads(OptionalInt.of(6), 64, 128 * MIB))
            .getMessage();
    assertTrue(message.contains("116736 KiB") && message.contains("131072 KiB"), message);
  }

  @Test
  void oneHashMustFit() {
    assertThrows(InvalidSettingException.class, () -> threads(OptionalInt.empty(), 2, 24 * MIB));
  }

  private static int threads(OptionalInt configured, int processors, long heapKiB) {
    return HashingCapacity.threads(configured, 19_456, processors, heapKiB);
  }
}
