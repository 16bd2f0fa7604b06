package io.vestibule.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Messages that leave the service after a write. A message is a row that is written in the same
 * transaction as the change that causes it, so neither exists without the other. The server that
 * wrote it tries to deliver it at once; {@link OutboxPoller} delivers what remains.
 */
@ApplicationScoped
public class Outbox {
  /** Longest payload, in bytes before it is sealed. An item of DynamoDB has at most 400 KiB. */
  static final int MAX_PAYLOAD = 64 * 1024;

  private final OutboxStore store;
  private final DeliveryQueue queue;
  private final OutboxConfig config;
  private final Sealer sealer;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Vertx vertx;

  Outbox(
      OutboxStore store,
      DeliveryQueue queue,
      OutboxConfig config,
      Sealer sealer,
      SecureRandom random,
      InstantSource clock,
      Vertx vertx) {
    this.store = store;
    this.queue = queue;
    this.config = config;
    this.sealer = sealer;
    this.random = random;
    this.clock = clock;
    this.vertx = vertx;
  }

  /**
   * Prepares a message for a transaction. This server has the first lease of it: call {@link
   * #deliverSoon} after the transaction. If the server stops before, the message is delivered when
   * the lease ends.
   *
   * @param userId the user whom the message names, for export and erasure; null if unknown
   * @param payload sealed before it is stored; at most 64 KiB
   */
  public OutboxEntry prepare(OutboxKind kind, String userId, byte[] payload) {
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload has " + payload.length + " bytes, more than " + MAX_PAYLOAD);
    }
    Instant now = clock.instant();
    String id =
        kind == OutboxKind.WEBHOOK ? UuidV7.createMarked(now, random) : UuidV7.create(now, random);
    Map<String, AttributeValue> message =
        OutboxItems.write(
            id,
            kind,
            userId,
            sealer.seal(payload, OutboxDelivery.purpose(id)),
            config.enabled() ? 1 : 0,
            config.enabled() ? now.plus(config.lease()) : now);
    return new OutboxEntry(id, store.put(message));
  }

  /** Writes a message alone and then delivers it as {@link #deliverSoon}. */
  public Uni<Void> enqueue(OutboxEntry entry) {
    return store.write(entry.put()).invoke(() -> deliverSoon(entry));
  }

  /**
   * Writes a message alone and delivers it after a delay. If the server stops meanwhile, it is
   * delivered when the lease ends.
   */
  public Uni<Void> enqueue(OutboxEntry entry, Duration delay) {
    return delay.isZero()
        ? enqueue(entry)
        : store
            .write(entry.put())
            .invoke(() -> vertx.setTimer(delay.toMillis(), timer -> deliverSoon(entry)));
  }

  /** Tries to deliver a written message at once, off the request path. Returns immediately. */
  public void deliverSoon(OutboxEntry entry) {
    if (config.enabled()) {
      queue.offer(OutboxItems.read(entry.put().put().item()));
    }
  }
}
