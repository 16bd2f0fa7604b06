package io.vestibule.credential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded queue that is fair between client addresses and between accounts. Entries leave in
 * rounds: a later entry of the same address or account waits for a later round (start-time fair
 * queueing). When the queue is full, the newest entry of the address or account with the most
 * entries is refused, so one client cannot keep others out.
 *
 * <p>Thread-safe. Operations take time linear in the capacity, which is small.
 */
final class FairQueue<T> {
  private record Entry<E>(E item, HashingClient client, long round) {}

  private final int capacity;
  private final List<Entry<T>> entries = new ArrayList<>();

  /** The last round given to an address or account, where that is later than the current round. */
  private final Map<String, Long> lastRounds = new HashMap<>();

  private long currentRound;

  FairQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds an item.
   *
   * @return the refused item, which may be another one than {@code item}; empty where there was
   *     room
   */
  synchronized Optional<T> offer(T item, HashingClient client) {
    Optional<T> refused = Optional.empty();
    if (entries.size() >= capacity) {
      long own = weight(client, client);
      Entry<T> heaviest = heaviest(client);
      if (own >= weight(heaviest.client(), client)) {
        return Optional.of(item);
      }
      entries.remove(heaviest);
      refused = Optional.of(heaviest.item());
    }
    long round = currentRound;
    for (String key : keys(client)) {
      round = Math.max(round, lastRounds.getOrDefault(key, currentRound - 1) + 1);
    }
    for (String key : keys(client)) {
      lastRounds.put(key, round);
    }
    entries.add(new Entry<>(item, client, round));
    return refused;
  }

  /** Removes the next item; empty where there is none. */
  synchronized Optional<T> poll() {
    Entry<T> next = null;
    for (Entry<T> entry : entries) {
      if (next == null || entry.round() < next.round()) {
        next = entry;
      }
    }
    if (next == null) {
      return Optional.empty();
    }
    entries.remove(next);
    currentRound = next.round();
    if (lastRounds.size() > 4 * capacity) {
      lastRounds.values().removeIf(round -> round < currentRound);
    }
    return Optional.of(next.item());
  }

  synchronized int size() {
    return entries.size();
  }

  /** The newest entry among those of the address or account with the most entries. */
  private Entry<T> heaviest(HashingClient added) {
    Entry<T> heaviest = entries.get(0);
    long most = 0;
    for (Entry<T> entry : entries) {
      long weight = weight(entry.client(), added);
      if (weight >= most) {
        most = weight;
        heaviest = entry;
      }
    }
    return heaviest;
  }

  /** How many entries the client's address or account has, with {@code added}. */
  private long weight(HashingClient client, HashingClient added) {
    long weight = 0;
    for (String key : keys(client)) {
      long queued = entries.stream().filter(entry -> keys(entry.client()).contains(key)).count();
      weight = Math.max(weight, queued + (keys(added).contains(key) ? 1 : 0));
    }
    return weight;
  }

  private static List<String> keys(HashingClient client) {
    List<String> keys = new ArrayList<>(2);
    if (client.address() != null) {
      keys.add("address " + client.address());
    }
    if (client.account() != null) {
      keys.add("account " + client.account());
    }
    return keys;
  }
}
