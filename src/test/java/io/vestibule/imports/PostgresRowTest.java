package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresRowTest {
  @ParameterizedTest
  @CsvSource({
    "2024-01-31 09:30:00, 2024-01-31T09:30:00Z",
    "2024-01-31 09:30:00.123456, 2024-01-31T09:30:00.123456Z",
    "2024-01-31 09:30:00+00, 2024-01-31T09:30:00Z",
    "2024-01-31 09:30:00.5+05:30, 2024-01-31T04:00:00.5Z",
    "2024-01-31T09:30:00Z, 2024-01-31T09:30:00Z",
    "2024-01-31T09:30:00.123456, 2024-01-31T09:30:00.123456Z",
    "2024-01-31T09:30:00-08:00, 2024-01-31T17:30:00Z",
    "2024-01-31, 2024-01-31T00:00:00Z",
    "'  2024-01-31 09:30  ', 2024-01-31T09:30:00Z"
  })
  void validTimes(String stored, Instant time) {
    assertEquals(Optional.of(time), PostgresRow.time(stored));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "infinity",
        "-infinity",
        "0044-03-15 12:00:00 BC",
        "10000-01-01 00:00:00",
        "1969-12-31 23:59:59",
        "1706693400",
        "31.01.2024",
        "2024-02-30 00:00:00",
        "yesterday"
      })
  void invalidTimes(String stored) {
    assertEquals(Optional.empty(), PostgresRow.time(stored));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "1048576.0, 1048576",
    "1e3, 1000",
    "9223372036854775807, 9223372036854775807"
  })
  void validSizes(String stored, long bytes) {
    assertEquals(Optional.of(bytes), PostgresRow.size(stored));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {"-1", "1.5", "9223372036854775808", "1e999999999", "NaN", "Infinity", "12 MB"})
  void invalidSizes(String stored) {
    assertEquals(Optional.empty(), PostgresRow.size(stored));
  }

  @Test
  void sizesWithManyDigitsAreRefusedWithoutComputation() {
    assertEquals(Optional.empty(), PostgresRow.size("9".repeat(2_000)));
  }

  @Test
  void saltsAreHexFromByteaAndText() {
    assertEquals("00ff", PostgresRow.salt("\\x00ff"));
    assertEquals("00ff", PostgresRow.salt("00FF"));
    assertEquals("", PostgresRow.salt(""));
  }
}
