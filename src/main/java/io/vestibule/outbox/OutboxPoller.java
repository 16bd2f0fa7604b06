package io.vestibule.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.outbox.OutboxStore.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Delivers due messages: retries, and messages of servers that stopped. Each poll looks at the next
 * quarter of the shards. A conditional write leases a message to one server.
 */
@ApplicationScoped
public class OutboxPoller {
  private static final Logger LOG = Logger.getLogger(OutboxPoller.class);
  private static final int SHARDS_PER_POLL = 4;
  private static final int PAGE = 100;
  private static final int MAX_PAGES = 10;

  private final OutboxStore store;
  private final OutboxDelivery delivery;
  private final OutboxMetrics metrics;
  private final OutboxConfig config;
  private final InstantSource clock;
  private final Vertx vertx;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger turn;
  private volatile boolean stopped;

  OutboxPoller(
      OutboxStore store,
      OutboxDelivery delivery,
      OutboxMetrics metrics,
      OutboxConfig config,
      InstantSource clock,
      SecureRandom random,
      Vertx vertx) {
    this.store = store;
    this.delivery = delivery;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
    this.vertx = vertx;
    // Replicas that start together look at different shards.
    this.turn = new AtomicInteger(random.nextInt(OutboxItems.SHARDS));
  }

  void onStart(@Observes StartupEvent start) {
    if (config.enabled()) {
      vertx.setPeriodic(config.pollEvery().toMillis(), timer -> poll());
    }
  }

  void onStop(@Observes ShutdownEvent stop) {
    stopped = true;
  }

  private void poll() {
    if (stopped || !busy.compareAndSet(false, true)) {
      return;
    }
    int first = turn.getAndUpdate(shard -> (shard + SHARDS_PER_POLL) % OutboxItems.SHARDS);
    deliverDue(first, SHARDS_PER_POLL)
        .onTermination()
        .invoke(() -> busy.set(false))
        .subscribe()
        .with(
            done -> {},
            // One line: while the store is down, every poll fails.
            failure ->
                LOG.warnf("due messages could not be read: %s", DeliveryException.reason(failure)));
  }

  /** Delivers the messages of all shards that are due. */
  public Uni<Void> deliverDue() {
    return deliverDue(0, OutboxItems.SHARDS);
  }

  private Uni<Void> deliverDue(int first, int shards) {
    return Multi.createFrom()
        .items(IntStream.range(first, first + shards).boxed())
        .onItem()
        .transformToUniAndConcatenate(number -> deliverShard(number % OutboxItems.SHARDS))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> deliverShard(int shard) {
    return Uni.createFrom()
        .deferred(() -> deliverPage(shard))
        .repeat()
        .whilst(more -> more && !stopped)
        .select()
        .first(MAX_PAGES)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** Whether a further page may be due. */
  private Uni<Boolean> deliverPage(int shard) {
    return store
        .waiting(shard, PAGE)
        .invoke(messages -> metrics.observe(shard, messages))
        .map(this::due)
        .chain(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUni(this::deliver)
                    .merge(config.concurrency())
                    .collect()
                    .asList()
                    .replaceWith(due.size() == PAGE));
  }

  private List<Waiting> due(List<Waiting> messages) {
    long now = clock.instant().getEpochSecond();
    return messages.stream().filter(message -> message.dueAt() <= now).toList();
  }

  private Uni<Boolean> deliver(Waiting message) {
    Instant until = clock.instant().plus(config.lease());
    return store
        .lease(message, until)
        .chain(leased -> leased.map(delivery::attempt).orElseGet(() -> Uni.createFrom().voidItem()))
        .replaceWith(true);
  }
}
