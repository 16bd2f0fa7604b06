package io.vestibule.outbox;

import io.smallrye.mutiny.Uni;

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
}
