package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.vestibule.testing.Api;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  void recordsWithACommonValueKeepTheirOrder() {
    List<String> ended = new CopyOnWriteArrayList<>();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    // The first of each takes longest: without ordering, the last would win.
    List<String> records = List.of("a", "A", "b", "B", "á", "c", "aA");

    Batch.importAll(
        records,
        record -> Set.of(record.substring(0, 1).toLowerCase(Locale.ROOT)),
        record -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          return Uni.createFrom()
              .voidItem()
              .onItem()
              .delayIt()
              .by(Duration.ofMillis(records.size() - records.indexOf(record)))
              .invoke(() -> atOnce.decrementAndGet())
              .invoke(() -> ended.add(record));
        });

    assertTrue(ended.indexOf("a") < ended.indexOf("A"), ended::toString);
    assertTrue(ended.indexOf("A") < ended.indexOf("aA"), ended::toString);
    assertTrue(ended.indexOf("b") < ended.indexOf("B"), ended::toString);
    assertEquals(records.size(), ended.size());
    assertTrue(most.get() > 1, "none went beside another");
  }

  @Test
  void atMostSixteenRunConcurrently() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    Batch.importAll(
        IntStream.range(0, 100).boxed().toList(),
        record -> Set.of(),
        record -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          return Uni.createFrom()
              .voidItem()
              .onItem()
              .delayIt()
              .by(Duration.ofMillis(1))
              .invoke(() -> atOnce.decrementAndGet());
        });

    assertTrue(most.get() <= 16, most::toString);
  }

  @Test
  void overloadedStoreIsRetried() {
    AtomicInteger tries = new AtomicInteger();

    Batch.importAll(
        List.of("one"),
        record -> Set.of(),
        record ->
            tries.incrementAndGet() == 1
                ? Uni.createFrom().failure(ApiException.of(ErrorCode.UNAVAILABLE))
                : Uni.createFrom().voidItem());

    assertEquals(2, tries.get());
  }

  @Test
  void failureDoesNotQuoteTheRecord() {
    String email = Api.freshEmail();

    ImportFailure failure =
        assertThrows(
            ImportFailure.class,
            () ->
                Batch.importAll(
                    List.of(email),
                    record -> Set.of(record),
                    record -> Uni.createFrom().failure(new IllegalStateException(record))));

    assertFalse(failure.getMessage().contains(email));
    assertEquals("a record could not be imported: IllegalStateException", failure.getMessage());
  }
}
