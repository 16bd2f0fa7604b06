package io.vestibule.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vestibule.outbox.OutboxStore.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Meters of the outbox. The gauges show what this server saw in its last polls of the shards. */
@ApplicationScoped
public class OutboxMetrics {
  private static final long NONE = Long.MAX_VALUE;
  private static final double MILLIS = 1000;

  private final MeterRegistry metrics;
  private final InstantSource clock;
  private final AtomicLongArray waiting = new AtomicLongArray(OutboxItems.SHARDS);
  private final AtomicLongArray oldest = new AtomicLongArray(OutboxItems.SHARDS);

  OutboxMetrics(MeterRegistry metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
    for (int shard = 0; shard < OutboxItems.SHARDS; shard++) {
      oldest.set(shard, NONE);
    }
    Gauge.builder("vestibule.outbox.due", this, OutboxMetrics::waiting)
        .description("Messages that wait for delivery, at most 100 of each of the 16 shards")
        .register(metrics);
    Gauge.builder("vestibule.outbox.oldest", this, OutboxMetrics::ageOfTheOldest)
        .description("Age of the oldest message that waits for delivery")
        .baseUnit("seconds")
        .register(metrics);
    // All counters exist from the start: an alarm watches them grow from zero.
    Stream.of(OutboxKind.values()).map(OutboxKind::wire).forEach(this::register);
  }

  /** Creates the meters at the start. */
  void onStart(@Observes StartupEvent start) {}

  private void register(String kind) {
    delivered(kind);
    failed(kind);
    dead(kind);
  }

  Counter delivered(String kind) {
    return Counter.builder("vestibule.outbox.delivered")
        .description("Messages that were delivered")
        .tag("kind", kind)
        .register(metrics);
  }

  Counter failed(String kind) {
    return Counter.builder("vestibule.outbox.failed")
        .description("Attempts that failed")
        .tag("kind", kind)
        .register(metrics);
  }

  Counter dead(String kind) {
    return Counter.builder("vestibule.outbox.dead")
        .description("Messages that were not delivered by the last attempt")
        .tag("kind", kind)
        .register(metrics);
  }

  /**
   * Notes what a shard holds. Events for webhooks do not count: an endpoint that is down for hours
   * is no fault of this service.
   */
  void observe(int shard, List<Waiting> all) {
    List<Waiting> messages =
        all.stream().filter(message -> !UuidV7.isMarked(message.id())).toList();
    waiting.set(shard, messages.size());
    oldest.set(
        shard,
        messages.stream()
            .map(message -> UuidV7.time(message.id()))
            .mapToLong(Instant::toEpochMilli)
            .min()
            .orElse(NONE));
  }

  private double waiting() {
    return LongStream.range(0, OutboxItems.SHARDS).map(shard -> waiting.get((int) shard)).sum();
  }

  private double ageOfTheOldest() {
    long first =
        LongStream.range(0, OutboxItems.SHARDS)
            .map(shard -> oldest.get((int) shard))
            .min()
            .orElse(NONE);
    return first == NONE ? 0 : Math.max(0, clock.millis() - first) / MILLIS;
  }
}
