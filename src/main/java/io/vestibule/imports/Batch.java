package io.vestibule.imports;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes the records of one batch, several at once. Records that share a name, such as one e-mail
 * address in two spellings, go one after the other in the order of the source: which of them wins
 * is the same each time. A store that is overloaded for a moment is tried again.
 */
final class Batch {
  private static final int AT_ONCE = 16;
  private static final int TRIES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private Batch() {}

  /**
   * Waits until all are taken.
   *
   * @param names what no two records at a time may have in common
   * @param take may run again for a record whose first try failed
   * @throws ImportFailure where a record cannot be taken now
   */
  static <T> void take(
      List<T> records, Function<? super T, Set<String>> names, Function<T, Uni<Void>> take) {
    List<T> left = records;
    while (!left.isEmpty()) {
      Set<String> seen = new HashSet<>();
      List<T> now = new ArrayList<>();
      List<T> later = new ArrayList<>();
      for (T record : left) {
        Set<String> own = names.apply(record);
        (own.stream().anyMatch(seen::contains) ? later : now).add(record);
        seen.addAll(own);
      }
      takeAtOnce(now, take);
      left = later;
    }
  }

  private static <T> void takeAtOnce(List<T> records, Function<T, Uni<Void>> take) {
    Multi.createFrom()
        .iterable(records)
        .onItem()
        .transformToUni(
            record ->
                Uni.createFrom()
                    .deferred(() -> take.apply(record))
                    .onFailure(Batch::isPassing)
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .atMost(TRIES))
        .merge(AT_ONCE)
        .onItem()
        .ignoreAsUni()
        .onFailure()
        .transform(ImportFailure::ofRecord)
        .await()
        .indefinitely();
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }
}
