package io.vestibule.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the outbox that need no store. */
class OutboxRulesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final OutboxSettings DEFAULTS = OutboxSettings.of(Duration.ofSeconds(30), 16);

  @ParameterizedTest
  @CsvSource({"1,5", "2,10", "3,20", "7,320", "10,2560", "11,3600", "16,3600", "1000,3600"})
  void delaysDoubleUpToTheLongestWithJitter(int attempts, long seconds) {
    RetrySchedule schedule = new RetrySchedule(DEFAULTS, RANDOM);
    Set<Duration> delays = new HashSet<>();
    for (int sample = 0; sample < 200; sample++) {
      Duration delay = schedule.delayAfter(attempts);
      assertTrue(delay.compareTo(Duration.ofSeconds(seconds)) <= 0, delay::toString);
      assertTrue(delay.compareTo(Duration.ofMillis(seconds * 500)) >= 0, delay::toString);
      delays.add(delay);
    }
    assertTrue(delays.size() > 50, "the delays differ");
  }

  /** Ten minutes without the other side leave most attempts, an afternoon leaves some. */
  @Test
  void outageOfAnAfternoonLosesNothing() {
    RetrySchedule schedule = new RetrySchedule(DEFAULTS, RANDOM);
    for (int sample = 0; sample < 50; sample++) {
      Duration sum =
          IntStream.range(1, DEFAULTS.maxAttempts())
              .mapToObj(schedule::delayAfter)
              .reduce(Duration.ZERO, Duration::plus);
      assertTrue(sum.compareTo(Duration.ofHours(3)) > 0, sum::toString);
      assertFalse(schedule.isLast(DEFAULTS.maxAttempts() - 1));
      assertTrue(schedule.isLast(DEFAULTS.maxAttempts()));
    }
  }

  @Test
  void idsAreVersion7AndSortByTime() {
    Instant now = Instant.parse("2026-11-27T04:05:06.789Z");
    String first = UuidV7.create(now, RANDOM);
    String second = UuidV7.create(now.plusMillis(1), RANDOM);

    assertEquals(7, UUID.fromString(first).version());
    assertEquals(2, UUID.fromString(first).variant());
    assertTrue(first.compareTo(second) < 0);
    assertEquals(now, UuidV7.time(first));
  }

  @Test
  void everyShardIsUsed() {
    Set<String> shards = new HashSet<>();
    IntStream.range(0, 1000)
        .forEach(id -> shards.add(OutboxItems.shard(UuidV7.create(Instant.EPOCH, RANDOM))));

    assertEquals(OutboxItems.SHARDS, shards.size());
    shards.forEach(shard -> assertTrue(Integer.parseInt(shard) < OutboxItems.SHARDS));
  }

  @Test
  void reasonsQuoteNothingButOurOwnSentences() {
    assertEquals(
        "SMTP reply 451", DeliveryException.reason(new DeliveryException("SMTP reply 451")));
    assertEquals(
        "IllegalStateException",
        DeliveryException.reason(new IllegalStateException("ada@example.com does not exist")));
  }

  @Test
  void kindsOfOtherVersionsAreUnknown() {
    for (OutboxKind kind : OutboxKind.values()) {
      assertEquals(kind, OutboxKind.ofWire(kind.wire()).orElseThrow());
    }
    assertTrue(OutboxKind.ofWire("carrier-pigeon").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> UuidV7.time("no id"));
  }
}
