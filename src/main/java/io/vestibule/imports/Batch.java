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
 * Imports the records of one batch concurrently. Records that share a unique value, such as one
 * e-mail address in two spellings, are imported one after the other in the order of the source, so
 * that each run gives the address to the same record. Requests to an overloaded store are retried.
 */
final class Batch {
  private static final int CONCURRENCY = 16;
  private static final int RETRIES = 6;
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(15);

  private Batch() {}

  /**
   * Blocks until all records are imported.
   *
   * @param uniqueValues values that no two concurrent records may have in common
   * @param importOne may run again for a record whose first attempt failed
   * @throws ImportFailure if a record cannot be imported
   */
  static <T> void importAll(
      List<T> records,
      Function<? super T, Set<String>> uniqueValues,
      Function<T, Uni<Void>> importOne) {
    List<T> remaining = records;
    while (!remaining.isEmpty()) {
      Set<String> seen = new HashSet<>();
      List<T> now = new ArrayList<>();
      List<T> later = new ArrayList<>();
      for (T record : remaining) {
        Set<String> values = uniqueValues.apply(record);
        (values.stream().anyMatch(seen::contains) ? later : now).add(record);
        seen.addAll(values);
      }
      importConcurrently(now, importOne);
      remaining = later;
    }
  }

  private static <T> void importConcurrently(List<T> records, Function<T, Uni<Void>> importOne) {
    Multi.createFrom()
        .iterable(records)
        .onItem()
        .transformToUni(record -> retried(Uni.createFrom().deferred(() -> importOne.apply(record))))
        .merge(CONCURRENCY)
        .onItem()
        .ignoreAsUni()
        .onFailure()
        .transform(ImportFailure::ofRecord)
        .await()
        .indefinitely();
  }

  /** Repeats what an overloaded store refuses. */
  static <T> Uni<T> retried(Uni<T> request) {
    return request
        .onFailure(Batch::isTransient)
        .retry()
        .withBackOff(FIRST_BACKOFF, MAX_BACKOFF)
        .atMost(RETRIES);
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }
}
