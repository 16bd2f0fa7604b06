package io.vestibule.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDiagnosisTest {
  private static final Instant THEIRS = Instant.parse("2026-11-27T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, OK, within 10 s of",
    "10, OK, within 10 s of",
    "-10, OK, within 10 s of",
    "11, PROBLEM, 11 s ahead of the clock",
    "-400, PROBLEM, 400 s behind the clock"
  })
  void differenceOfMoreThanTenSecondsIsAProblem(long ahead, Level level, String text) {
    Finding finding =
        ClockDiagnosis.finding(
            Optional.of(THEIRS), InstantSource.fixed(THEIRS.plusSeconds(ahead)).instant());

    assertEquals(level, finding.level());
    assertTrue(finding.text().startsWith(text), finding::text);
  }

  @Test
  void answerWithoutATimeProvesNothing() {
    assertEquals(Level.SKIPPED, ClockDiagnosis.finding(Optional.empty(), THEIRS).level());
  }
}
