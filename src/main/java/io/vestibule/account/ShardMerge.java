package io.vestibule.account;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Merges the shards of an index into one ordered list. Of each shard only as much is read as the
 * page needs: an entry is taken when no shard can still have one before it. Entries with the same
 * key are on one page, so that a position between pages is a key and nothing else.
 */
final class ShardMerge {
  /**
   * @param key its sort key
   */
  record Entry(String key, String userId) {}

  /**
   * A part of a shard.
   *
   * @param readTo the key of the last entry that was examined, also if a filter dropped it; empty
   *     at the end of the shard
   */
  record Part(List<Entry> entries, Optional<String> readTo) {}

  /**
   * @param next empty on the last page
   */
  record Page(List<String> userIds, Optional<ListPosition> next) {}

  private static final class Shard {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private Optional<String> readTo = Optional.empty();
    private boolean complete;

    private boolean mustBeRead() {
      return entries.isEmpty() && !complete;
    }
  }

  private final Comparator<String> order;
  private final int limit;
  private final Map<String, Shard> shards = new LinkedHashMap<>();
  private final List<Entry> taken = new ArrayList<>();

  ShardMerge(Iterable<String> names, Comparator<String> order, int limit) {
    this.order = order;
    this.limit = limit;
    names.forEach(name -> shards.put(name, new Shard()));
  }

  /** The shards whose next part is needed; none if the page is complete. */
  List<String> missing() {
    take();
    if (isFull()) {
      return List.of();
    }
    return shards.entrySet().stream()
        .filter(shard -> shard.getValue().mustBeRead())
        .map(Map.Entry::getKey)
        .toList();
  }

  void add(String name, Part part) {
    Shard shard = shards.get(name);
    shard.entries.addAll(part.entries());
    shard.complete = part.readTo().isEmpty();
    shard.readTo = part.readTo();
  }

  /** The page as far as it is known; every shard must have been read once. */
  Page page() {
    take();
    if (isFull()) {
      return new Page(ids(taken), Optional.of(new ListPosition(lastTaken(), false)));
    }
    Optional<String> examined =
        shards.values().stream()
            .filter(Shard::mustBeRead)
            .flatMap(shard -> shard.readTo.stream())
            .min(order);
    // Others with that key may follow in the shard: the next page begins with all of them.
    List<Entry> before =
        examined
            .map(key -> taken.stream().filter(entry -> !entry.key().equals(key)).toList())
            .orElse(taken);
    return new Page(ids(before), examined.map(key -> new ListPosition(key, true)));
  }

  private void take() {
    Optional<Shard> next = next();
    while (next.isPresent() && (taken.size() < limit || isSameAsLast(next.get().entries.peek()))) {
      taken.add(next.get().entries.remove());
      next = next();
    }
  }

  /** The shard with the next entry; empty if there is none, or a shard must be read before. */
  private Optional<Shard> next() {
    return shards.values().stream()
        .filter(shard -> !shard.entries.isEmpty())
        .min(Comparator.comparing(shard -> shard.entries.peek().key(), order))
        .filter(
            first ->
                shards.values().stream()
                    .noneMatch(
                        shard -> shard.mustBeRead() && mayPrecede(shard, first.entries.peek())));
  }

  private boolean mayPrecede(Shard shard, Entry entry) {
    return shard.readTo.isEmpty() || order.compare(shard.readTo.get(), entry.key()) < 0;
  }

  /** Whether more follows, and nothing of it belongs to this page. */
  private boolean isFull() {
    return taken.size() >= limit
        && shards.values().stream().anyMatch(shard -> !shard.entries.isEmpty() || !shard.complete)
        && shards.values().stream()
            .noneMatch(
                shard ->
                    shard.mustBeRead()
                        && (shard.readTo.isEmpty() || shard.readTo.get().equals(lastTaken())));
  }

  private boolean isSameAsLast(Entry entry) {
    return entry.key().equals(lastTaken());
  }

  private String lastTaken() {
    return taken.get(taken.size() - 1).key();
  }

  private static List<String> ids(List<Entry> entries) {
    return entries.stream().map(Entry::userId).toList();
  }
}
