package io.vestibule.outbox;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.runtime.SanitizedException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One attempt to deliver a message that this server has leased. If the server stops at any point,
 * the message stays in the table and becomes due again when the lease ends. So a message is
 * delivered at least once, and more than once only if the server stops, or the store fails, between
 * the delivery and the removal of the message.
 */
@ApplicationScoped
class OutboxDelivery {
  private static final Logger LOG = Logger.getLogger(OutboxDelivery.class);

  /** How long a dead message is kept. */
  static final Duration DEAD_RETENTION = Duration.ofDays(30);

  private final OutboxStore store;
  private final RetrySchedule schedule;
  private final OutboxMetrics metrics;
  private final OutboxConfig config;
  private final Sealer sealer;
  private final InstantSource clock;
  private final Map<String, OutboxChannel> channels;

  OutboxDelivery(
      OutboxStore store,
      RetrySchedule schedule,
      OutboxMetrics metrics,
      OutboxConfig config,
      Sealer sealer,
      InstantSource clock,
      @All List<OutboxChannel> channels) {
    this.store = store;
    this.schedule = schedule;
    this.metrics = metrics;
    this.config = config;
    this.sealer = sealer;
    this.clock = clock;
    this.channels =
        channels.stream()
            .collect(Collectors.toMap(channel -> channel.kind().wire(), Function.identity()));
  }

  /** With a shorter lease two servers would deliver the same message. */
  @Produces
  @Singleton
  static StartupCheck leaseIsLongEnough(OutboxConfig settings) {
    return StartupCheck.that(
        () -> {
          if (settings.lease().compareTo(settings.timeout()) <= 0) {
            throw new InvalidSettingException(
                "vestibule.outbox.lease must be longer than vestibule.outbox.timeout");
          }
        });
  }

  /** What a payload is sealed for. */
  static String purpose(String id) {
    return "vestibule/outbox/v1/" + id;
  }

  /** Never fails. */
  Uni<Void> attempt(OutboxMessage message) {
    Uni<Void> delivery = Uni.createFrom().deferred(() -> deliver(message));
    if (isSelfLimiting(message)) {
      return Uni.createFrom()
          .voidItem()
          .invoke(() -> settled(message, delivery).subscribe().with(done -> {}));
    }
    return settled(
        message,
        delivery
            .ifNoItem()
            .after(config.timeout())
            .failWith(() -> new DeliveryException("no answer in time")));
  }

  private boolean isSelfLimiting(OutboxMessage message) {
    OutboxChannel channel = channels.get(message.kind());
    return channel != null && channel.isSelfLimiting();
  }

  private Uni<Void> settled(OutboxMessage message, Uni<Void> delivery) {
    return delivery
        .onItemOrFailure()
        .transformToUni(
            (done, failure) -> failure == null ? delivered(message) : failed(message, failure))
        .onFailure()
        .invoke(
            failure ->
                LOG.warn(
                    "the state of a message could not be stored; it is delivered again later",
                    SanitizedException.withoutMessages(failure)))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> deliver(OutboxMessage message) {
    OutboxChannel channel = channels.get(message.kind());
    if (channel == null) {
      throw new DeliveryException("this version of the service does not know the kind");
    }
    Optional<byte[]> payload = sealer.open(message.payload().asByteArray(), purpose(message.id()));
    return channel.deliver(
        message.id(),
        payload.orElseThrow(
            () -> new DeliveryException("no configured key can decrypt the message")),
        message.attempts());
  }

  private Uni<Void> delivered(OutboxMessage message) {
    return store.remove(message.id()).invoke(() -> metrics.delivered(message.kind()).increment());
  }

  private Uni<Void> failed(OutboxMessage message, Throwable failure) {
    if (failure instanceof PostponedException postponed) {
      return store.postpone(message, clock.instant().plus(postponed.delay()));
    }
    metrics.failed(message.kind()).increment();
    Instant now = clock.instant();
    String reason = DeliveryException.reason(failure);
    OutboxChannel channel = channels.get(message.kind());
    List<Duration> delays = channel == null ? List.of() : channel.delays();
    boolean last =
        delays.isEmpty() ? schedule.isLast(message.attempts()) : message.attempts() > delays.size();
    if (last) {
      return store
          .markDead(message, now, now.plus(DEAD_RETENTION), reason)
          .invoke(marked -> recordDead(message, marked, reason))
          .replaceWithVoid();
    }
    LOG.infof(
        "message %s (%s) was not delivered, attempt %d of %d: %s",
        message.id(),
        message.kind(),
        message.attempts(),
        delays.isEmpty() ? config.maxAttempts() : delays.size() + 1,
        reason);
    Duration delay =
        delays.isEmpty()
            ? schedule.delayAfter(message.attempts())
            : delays.get(message.attempts() - 1);
    return store.retryAt(message, now.plus(delay), reason);
  }

  private void recordDead(OutboxMessage message, boolean marked, String reason) {
    if (marked) {
      metrics.dead(message.kind()).increment();
      LOG.warnf(
          "message %s (%s) is dead after %d attempts: %s",
          message.id(), message.kind(), message.attempts(), reason);
    }
  }
}
