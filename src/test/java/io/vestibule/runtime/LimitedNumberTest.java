package io.vestibule.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedNumberTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1000, 1000", "' 7 ', 7"})
  void numbersWithinTheLimitsAreRead(String value, int number) {
    assertEquals(number, new LimitedNumber.UpToThousand().convert(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "", "one", "1.5", "99999999999"})
  void othersAreRefused(String value) {
    assertThrows(
        IllegalArgumentException.class, () -> new LimitedNumber.UpToThousand().convert(value));
  }
}
