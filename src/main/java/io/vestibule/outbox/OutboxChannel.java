package io.vestibule.outbox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/** Delivers the messages of one kind. Each channel is a bean; delivery happens at least once. */
public interface OutboxChannel {
  OutboxKind kind();

  /**
   * Delivers one message. A failure means that delivery is tried again later; a message that can
   * never be delivered, or needs no delivery, completes.
   *
   * @param id the id of the message, the same at every attempt
   * @param payload as given to {@link Outbox#prepare}
   */
  Uni<Void> deliver(String id, byte[] payload);

  /**
   * As {@link #deliver(String, byte[])}, for a channel that records its attempts.
   *
   * @param attempt the number of the attempt, from 1
   */
  default Uni<Void> deliver(String id, byte[] payload, int attempt) {
    return deliver(id, payload);
  }

  /**
   * The delays after failed attempts; the message is dead when the attempt after the last delay
   * fails. Empty for the configured back-off.
   */
  default List<Duration> delays() {
    return List.of();
  }

  /**
   * Whether the channel itself limits the number and the time of its attempts. Such an attempt does
   * not count towards {@link OutboxConfig#concurrency}: however long it takes, it delays no other
   * message.
   */
  default boolean isSelfLimiting() {
    return false;
  }
}
