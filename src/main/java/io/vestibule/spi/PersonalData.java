package io.vestibule.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The data that one package stores about a user, for export and erasure. Every package that stores
 * data under a user's id has a bean of this type; export and erasure call all of them. Both work in
 * pages, because a user can have any number of rows.
 */
public interface PersonalData {
  /** The member of the export that holds the data, for example {@code audio_files}. */
  String name();

  /**
   * Whether there is at most one entry. The export then contains an object or null, otherwise an
   * array.
   */
  default boolean isSingle() {
    return false;
  }

  /**
   * The order of erasure, lowest first. Credentials are erased before the data that they give
   * access to.
   */
  default int order() {
    return 100;
  }

  /**
   * Reads one page of entries, without secrets.
   *
   * @param from {@link Page#next} of the previous page; empty for the first page
   */
  Uni<Page> read(String userId, Optional<String> from);

  /**
   * Erases a part of the data with one or a few requests to the store. It can be called again after
   * an interruption and after everything is erased.
   *
   * @return whether no data is left; an index may be eventually consistent
   */
  Uni<Boolean> erase(String userId);

  /**
   * How long after the erasure of the account earlier permissions, for example an upload link, can
   * still write data. Erasure runs a second pass after that time.
   */
  default Duration lateWrites() {
    return Duration.ZERO;
  }

  /**
   * One page of entries.
   *
   * @param entries JSON objects
   * @param next the start of the next page; empty on the last page
   */
  record Page(List<JsonNode> entries, Optional<String> next) {
    /** The only page. */
    public static Page of(List<? extends JsonNode> entries) {
      return new Page(List.copyOf(entries), Optional.empty());
    }
  }
}
