package io.vestibule.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DueWorkTest {
  private static final int ALL = 60;

  private final TreeSet<String> due = new TreeSet<>();
  private final List<String> attempted = new ArrayList<>();
  private final List<String> later = new ArrayList<>();

  private void run(Function<String, Uni<Boolean>> work) {
    IntStream.range(0, ALL).forEach(number -> due.add("user-" + number));
    new DueWork(
            "a test",
            limit -> Uni.createFrom().item(() -> due.stream().limit(limit).toList()),
            userId -> {
              attempted.add(userId);
              return work.apply(userId);
            },
            userId -> {
              due.remove(userId);
              later.add(userId);
              return Uni.createFrom().voidItem();
            })
        .run()
        .await()
        .atMost(Duration.ofSeconds(60));
  }

  @Test
  void whatIsDoneIsNotPutOff() {
    run(userId -> Uni.createFrom().item(() -> due.remove(userId)));

    assertEquals(ALL, attempted.size());
    assertEquals(List.of(), later);
  }

  /** The same page would be read again and again. */
  @Test
  void whatIsStillDueIsPutOff() {
    run(userId -> Uni.createFrom().item(false));

    assertEquals(ALL, attempted.size());
    assertEquals(ALL, later.size());
  }

  @Test
  void whatFailsIsPutOff() {
    run(userId -> Uni.createFrom().failure(new IllegalStateException("a test")));

    assertEquals(ALL, attempted.size());
    assertEquals(ALL, later.size());
  }
}
