package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2CostTest {

  @Test
  void recommendsTheOwaspParameters() {
    assertEquals(new Argon2Cost(19_456, 2, 1), Argon2Cost.RECOMMENDED);
  }

  @ParameterizedTest
  @CsvSource({"8,1,1", "262144,16,1", "65536,64,64", "512,1,64"})
  void allowsItsBounds(int memory, int iterations, int parallelism) {
    assertEquals(memory, new Argon2Cost(memory, iterations, parallelism).memoryKiB());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 1 | 1 | memoryKiB must be from 8 to 262144, was 7",
        "31 | 1 | 4 | memoryKiB must be from 32 to 262144, was 31",
        "262145 | 1 | 1 | memoryKiB must be from 8 to 262144, was 262145",
        "64 | 0 | 1 | iterations must be from 1 to 64, was 0",
        "64 | 65 | 1 | iterations must be from 1 to 64, was 65",
        "64 | 1 | 0 | parallelism must be from 1 to 64, was 0",
        "999 | 1 | 65 | parallelism must be from 1 to 64, was 65",
        "64 | 1 | 2147483647 | parallelism must be from 1 to 64, was 2147483647",
        "262144 | 17 | 1 | memoryKiB × iterations must be from 1 to 4194304, was 4456448"
      })
  void namesTheViolatedConstraint(int memory, int iterations, int parallelism, String message) {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> new Argon2Cost(memory, iterations, parallelism));
    assertEquals(message, refusal.getMessage());
  }
}
