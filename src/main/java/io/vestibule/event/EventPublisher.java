package io.vestibule.event;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Publishes events. If nobody wants an event, nothing is written and nothing is paid for: who wants
 * which type is read at most once in ten seconds.
 */
public interface EventPublisher {
  /**
   * Prepares events for the transaction that causes them. Prepare again for another attempt at the
   * transaction, and call {@link PreparedEvents#deliver} after it.
   */
  Uni<PreparedEvents> prepare(List<Event> events);

  /** Prepares one event. */
  default Uni<PreparedEvents> prepare(Event event) {
    return prepare(List.of(event));
  }

  /** Whether anybody wants events of the type; to save the reads that only an event needs. */
  Uni<Boolean> isWanted(EventType type);

  /** Writes an event whose cause has no transaction, and delivers it. */
  Uni<Void> publish(Event event);
}
