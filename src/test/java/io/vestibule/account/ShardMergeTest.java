package io.vestibule.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.account.ShardMerge.Entry;
import io.vestibule.account.ShardMerge.Page;
import io.vestibule.account.ShardMerge.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages over shards of every shape hold each entry once and in order. */
class ShardMergeTest {
  private static final List<String> SHARDS = List.of("0", "1", "2");

  @Test
  void pagesHoldEveryEntryOnceInOrder() {
    Random random = new Random(15);
    for (int run = 0; run < 2_000; run++) {
      Table table = new Table(random);
      int limit = 1 + random.nextInt(7);
      int part = 1 + random.nextInt(5);
      int rounds = 1 + random.nextInt(4);
      Predicate<Entry> filter = random.nextBoolean() ? entry -> true : table::isEven;
      // A short page must move on: entries with one key fit into what is examined for a page.
      List<String> listed = new ArrayList<>();
      Optional<ListPosition> next = Optional.empty();
      int pages = 0;
      do {
        Page page =
            table.page(limit, part, table.most() >= part * rounds ? 100 : rounds, filter, next);
        listed.addAll(page.userIds());
        next = page.next();
        pages++;
        assertTrue(pages < 500, "the pages come to an end");
      } while (next.isPresent());
      assertEquals(table.all(filter), listed.stream().map(table::keyOf).toList());
      assertEquals(listed.size(), listed.stream().distinct().count());
    }
  }

  @Test
  void aFullPageReadsOnlyWhatItNeeds() {
    ShardMerge merge = new ShardMerge(SHARDS, Comparator.naturalOrder(), 2);
    assertEquals(SHARDS, merge.missing());

    merge.add("0", new Part(entries("a", "d"), Optional.of("d")));
    merge.add("1", new Part(entries("b"), Optional.of("b")));
    merge.add("2", new Part(List.of(), Optional.empty()));

    assertEquals(List.of("1"), merge.missing());
    merge.add("1", new Part(entries("c"), Optional.of("c")));
    assertEquals(List.of(), merge.missing());
    assertEquals(
        new Page(List.of("a", "b"), Optional.of(new ListPosition("b", false))), merge.page());
  }

  private static List<Entry> entries(String... keys) {
    return Stream.of(keys).map(key -> new Entry(key, key)).toList();
  }

  /** Three shards with random keys, some of them equal. */
  private static final class Table {
    private final Map<String, List<Entry>> shards = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();

    Table(Random random) {
      SHARDS.forEach(
          name -> {
            List<Entry> shard = new ArrayList<>();
            int size = random.nextInt(15);
            for (int entry = 0; entry < size; entry++) {
              String key = String.format("%02d", random.nextInt(25));
              shard.add(new Entry(key, name + "-" + entry));
              keys.put(name + "-" + entry, key);
            }
            shard.sort(Comparator.comparing(Entry::key));
            shards.put(name, shard);
          });
    }

    boolean isEven(Entry entry) {
      return Integer.parseInt(entry.key()) % 2 == 0;
    }

    String keyOf(String id) {
      return keys.get(id);
    }

    List<String> all(Predicate<Entry> filter) {
      return shards.values().stream()
          .flatMap(List::stream)
          .filter(filter)
          .map(Entry::key)
          .sorted()
          .toList();
    }

    /** The greatest number of entries with one key in a shard. */
    int most() {
      return shards.values().stream()
          .flatMap(
              shard ->
                  shard.stream()
                      .map(
                          entry ->
                              shard.stream().filter(one -> one.key().equals(entry.key())).count()))
          .mapToInt(Long::intValue)
          .max()
          .orElse(0);
    }

    Page page(
        int limit, int part, int rounds, Predicate<Entry> filter, Optional<ListPosition> from) {
      ShardMerge merge = new ShardMerge(SHARDS, Comparator.naturalOrder(), limit);
      Map<String, Integer> read = new HashMap<>();
      for (int round = 0; round < rounds; round++) {
        for (String name : merge.missing()) {
          List<Entry> rest =
              shards.get(name).stream()
                  .filter(entry -> from.isEmpty() || follows(entry, from.get()))
                  .skip(read.getOrDefault(name, 0))
                  .toList();
          List<Entry> examined = rest.stream().limit(part).toList();
          read.merge(name, examined.size(), Integer::sum);
          merge.add(
              name,
              new Part(
                  examined.stream().filter(filter).toList(),
                  rest.size() > part
                      ? Optional.of(examined.get(examined.size() - 1).key())
                      : Optional.empty()));
        }
      }
      return merge.page();
    }

    private static boolean follows(Entry entry, ListPosition from) {
      int order = entry.key().compareTo(from.key());
      return order > 0 || (order == 0 && from.included());
    }
  }
}
