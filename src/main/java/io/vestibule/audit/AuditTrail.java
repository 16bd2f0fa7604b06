package io.vestibule.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vestibule.web.ClientAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * What happened to whom, from where: one line each in the log category {@code vestibule.audit}, at
 * once, and one item in the table of security events, soon. Recording never waits and never fails:
 * while the table is away events queue, and what finds the queue full is logged but not stored.
 */
@ApplicationScoped
public class AuditTrail {
  private static final Logger AUDIT = Logger.getLogger("vestibule.audit");
  private static final Logger LOG = Logger.getLogger(AuditTrail.class);

  /** Fixed length, so that ids sort by time. */
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int ID_RANDOMNESS = 8;
  private static final int ATTEMPTS = 5;
  private static final Duration BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final int LAST_WAITS = 250;
  private static final int LAST_WAIT_MILLIS = 20;

  private final AuditStore store;
  private final ClientAddress client;
  private final InstantSource clock;
  private final SecureRandom random;
  private final BlockingQueue<StoredEvent> queue;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Counter dropped;

  AuditTrail(
      AuditStore store,
      AuditConfig config,
      ClientAddress client,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry metrics) {
    this.store = store;
    this.client = client;
    this.clock = clock;
    this.random = random;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.dropped =
        Counter.builder("vestibule.audit.dropped")
            .description("Security events that were logged but could not be stored")
            .register(metrics);
    Gauge.builder("vestibule.audit.queue", queue, BlockingQueue::size)
        .description("Security events waiting to be stored")
        .register(metrics);
  }

  /** Logs the event now and stores it soon, where it concerns a known user. */
  public void record(SecurityEvent event) {
    SecurityEvent located =
        event.address() == null ? event.from(client.current().orElse(null)) : event;
    log(located);
    boolean erased = located.act() == SecurityAct.ERASURE && located.outcome() == Outcome.DONE;
    if (located.userId() != null && !erased) {
      Instant now = clock.instant();
      if (queue.offer(new StoredEvent(id(now), now, located))) {
        drain();
      } else {
        dropped.increment();
      }
    }
  }

  /** The last events of a user, newest first; one recorded a moment ago may still be missing. */
  public Uni<List<RecordedEvent>> last(String userId, int limit) {
    return store.last(userId, limit);
  }

  /** Waits a little for what is queued. */
  void onStop(@Observes ShutdownEvent stop) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int wait = 0; wait < LAST_WAITS && (!queue.isEmpty() || draining.get()); wait++) {
      drain();
      never.await(LAST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (!queue.isEmpty()) {
      LOG.warnf("%d security events were not stored before the end", queue.size());
    }
  }

  /** One writer at a time; it goes on until the queue is empty. */
  private void drain() {
    if (queue.isEmpty() || !draining.compareAndSet(false, true)) {
      return;
    }
    Uni.createFrom()
        .deferred(this::writeNext)
        .repeat()
        .whilst(more -> more)
        .collect()
        .last()
        // Away from the request that happened to start it, and from its context.
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onTermination()
        .invoke(() -> draining.set(false))
        .subscribe()
        .with(done -> drain(), failure -> drain());
  }

  private Uni<Boolean> writeNext() {
    List<StoredEvent> batch = new ArrayList<>(AuditStore.BATCH);
    queue.drainTo(batch, AuditStore.BATCH);
    return batch.isEmpty() ? Uni.createFrom().item(false) : write(batch);
  }

  private Uni<Boolean> write(List<StoredEvent> batch) {
    List<StoredEvent> left = new ArrayList<>(batch);
    return Uni.createFrom()
        .deferred(() -> store.write(List.copyOf(left)))
        .invoke(
            unprocessed -> {
              left.clear();
              left.addAll(unprocessed);
              if (!unprocessed.isEmpty()) {
                throw new IllegalStateException("DynamoDB left some of the batch");
              }
            })
        .onFailure()
        .retry()
        .withBackOff(BACKOFF, LONGEST_BACKOFF)
        .atMost(ATTEMPTS)
        .onFailure()
        .invoke(
            failure -> {
              dropped.increment(left.size());
              LOG.warnf(
                  "%d security events could not be stored: %s",
                  left.size(), failure.getClass().getSimpleName());
            })
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(true);
  }

  private String id(Instant now) {
    byte[] unique = new byte[ID_RANDOMNESS];
    random.nextBytes(unique);
    return ID_TIME.format(now) + "#" + HexFormat.of().formatHex(unique);
  }

  /** The members go into the message for people and into the MDC for JSON logs. */
  private static void log(SecurityEvent event) {
    StringBuilder line = new StringBuilder();
    List<String> members = new ArrayList<>();
    member(line, members, "act", event.act().wire());
    member(line, members, "outcome", event.outcome().wire());
    member(line, members, "user_id", event.userId());
    member(line, members, "session_id", event.sessionId());
    member(line, members, "address", event.address());
    member(line, members, "actor", event.actor());
    try {
      AUDIT.info(line);
    } finally {
      members.forEach(MDC::remove);
    }
  }

  private static void member(StringBuilder line, List<String> members, String name, String value) {
    if (value != null) {
      // An id may come from a foreign issuer: it must not begin a line of its own.
      String printable = value.replaceAll("[\\p{Cntrl}\\s]", "?");
      line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(printable);
      MDC.put(name, printable);
      members.add(name);
    }
  }
}
