package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final int CAPACITY = 8;

  private final FairQueue<String> queue = new FairQueue<>(CAPACITY);

  @Test
  void entriesOfOneClientLeaveInOrder() {
    for (int number = 0; number < 4; number++) {
      add("a" + number, "home", "ada");
    }

    assertEquals(List.of("a0", "a1", "a2", "a3"), drain());
  }

  @Test
  void addressesTakeTurns() {
    add("a0", "one", "u0");
    add("a1", "one", "u1");
    add("a2", "one", "u2");
    add("b0", "two", "u3");
    add("b1", "two", "u4");

    assertEquals(List.of("a0", "b0", "a1", "b1", "a2"), drain());
  }

  @Test
  void accountsTakeTurns() {
    add("a0", "n0", "ada");
    add("a1", "n1", "ada");
    add("a2", "n2", "ada");
    add("b0", "n3", "bob");

    assertEquals(List.of("a0", "b0", "a1", "a2"), drain());
  }

  @Test
  void aNewcomerIsServedBeforeTheRestOfAFlood() {
    for (int number = 0; number < CAPACITY; number++) {
      add("flood" + number, "one", "ada");
    }
    assertEquals(Optional.of("flood0"), queue.poll());
    assertEquals(Optional.of("flood1"), queue.poll());

    add("new", "two", "bob");

    assertEquals("new", drain().get(0));
  }

  @Test
  void aFullQueueRefusesTheNewestEntryOfTheLargestGroup() {
    for (int number = 0; number < CAPACITY; number++) {
      add("flood" + number, "one", "u" + number);
    }

    assertEquals(Optional.of("again"), add("again", "one", "bob"));
    assertEquals(Optional.of("flood7"), add("new", "two", "bob"));
    assertTrue(drain().contains("new"));
  }

  @Test
  void aFullQueueOfOneAccountFromManyAddressesRefusesThatAccount() {
    for (int number = 0; number < CAPACITY; number++) {
      add("flood" + number, "n" + number, "ada");
    }

    assertEquals(Optional.of("again"), add("again", "n9", "ada"));
    assertEquals(Optional.of("flood7"), add("new", "n10", "bob"));
  }

  @Test
  void whereAllAreEqualTheLastOneIsRefused() {
    for (int number = 0; number < CAPACITY; number++) {
      add("t" + number, "n" + number, "u" + number);
    }

    assertEquals(Optional.of("late"), add("late", "n9", "u9"));
  }

  @Test
  void entriesWithoutClientAreServed() {
    assertEquals(Optional.empty(), add("command", null, null));

    assertEquals(List.of("command"), drain());
    assertEquals(Optional.empty(), queue.poll());
  }

  /** Whatever happens, an entry leaves exactly once, and the queue never exceeds its capacity. */
  @Test
  void noEntryIsLostOrServedTwice() {
    Random random = new Random(7);
    List<String> added = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      if (random.nextInt(3) > 0) {
        String item = "i" + step;
        added.add(item);
        add(item, "n" + random.nextInt(5), "u" + random.nextInt(5)).ifPresent(left::add);
      } else {
        queue.poll().ifPresent(left::add);
      }
      assertTrue(queue.size() <= CAPACITY);
    }
    left.addAll(drain());

    assertEquals(added.stream().sorted().toList(), left.stream().sorted().toList());
  }

  private Optional<String> add(String item, String address, String account) {
    return queue.offer(item, new HashingClient(address, account));
  }

  private List<String> drain() {
    List<String> items = new ArrayList<>();
    for (Optional<String> next = queue.poll(); next.isPresent(); next = queue.poll()) {
      items.add(next.get());
    }
    return items;
  }
}
