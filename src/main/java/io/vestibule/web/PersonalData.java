package io.vestibule.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * What one slice keeps about a user, so that all of it can be shown to them and erased. Every slice
 * that stores something under a user's id has a bean of this type; export and erasure are the sum
 * of them. Both are read and written in pages: a user may have any number of rows.
 */
public interface PersonalData {
  /** The member of the export that holds it, for example {@code audio_files}. */
  String name();

  /** Whether there is at most one entry, shown as an object or null; else it is an array. */
  default boolean isSingle() {
    return false;
  }

  /**
   * Place in the order of erasure, lower first. What lets somebody in goes before what they could
   * still add to.
   */
  default int order() {
    return 100;
  }

  /**
   * Some entries, without secrets.
   *
   * @param from {@link Page#next} of the page before; empty for the first
   */
  Uni<Page> read(String userId, Optional<String> from);

  /**
   * Erases some, as much as one or a few requests of the store can. It may be called again after it
   * was broken off anywhere, and after all is gone.
   *
   * @return whether nothing is left, as far as can be seen: an index may lag behind
   */
  Uni<Boolean> erase(String userId);

  /**
   * Part of what there is.
   *
   * @param entries JSON objects
   * @param next where the next page begins; empty on the last
   */
  record Page(List<JsonNode> entries, Optional<String> next) {
    /** The only page. */
    public static Page of(List<? extends JsonNode> entries) {
      return new Page(List.copyOf(entries), Optional.empty());
    }
  }
}
