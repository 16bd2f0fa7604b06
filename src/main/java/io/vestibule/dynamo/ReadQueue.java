package io.vestibule.dynamo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The reads of one table that wait for the call under way. Every method that returns reads returns
 * those to send now as one call, which {@link #finished} must follow. Thread-safe.
 */
final class ReadQueue {
  /** The most keys of one {@code BatchGetItem}. */
  static final int MAX_BATCH = 100;

  private final Queue<PendingRead> waiting = new ArrayDeque<>();
  private int callsUnderWay;
  private boolean hasDeadline;

  synchronized List<PendingRead> add(PendingRead read) {
    waiting.add(read);
    return callsUnderWay == 0 ? take() : List.of();
  }

  /** A call has ended. */
  synchronized List<PendingRead> finished() {
    callsUnderWay--;
    return callsUnderWay == 0 ? take() : List.of();
  }

  /** The waiting reads have waited long enough. */
  synchronized List<PendingRead> overdue() {
    hasDeadline = false;
    return take();
  }

  /** True once for the reads that wait; the caller then calls {@link #overdue} after a while. */
  synchronized boolean needsDeadline() {
    if (waiting.isEmpty() || hasDeadline) {
      return false;
    }
    hasDeadline = true;
    return true;
  }

  private List<PendingRead> take() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<PendingRead> taken = new ArrayList<>();
    while (taken.size() < MAX_BATCH && !waiting.isEmpty()) {
      taken.add(waiting.remove());
    }
    callsUnderWay++;
    return taken;
  }
}
