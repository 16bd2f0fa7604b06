package io.vestibule.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vestibule.runtime.Digests;
import io.vestibule.web.ApiException;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Records security events: each as a line in the log category {@code vestibule.audit}, at once, and
 * in the security-events table, shortly after. Recording never blocks and never fails. While the
 * table is unavailable events are queued; when the queue is full they are logged but not stored.
 *
 * <p>In the table the refused attempts outside any session are folded: one item for each user, act,
 * outcome, network and hour, with a count. So a stranger cannot push the owner's events out of
 * sight.
 */
@ApplicationScoped
public class AuditTrail {
  private static final Logger AUDIT = Logger.getLogger("vestibule.audit");
  private static final Logger LOG = Logger.getLogger(AuditTrail.class);

  /** Fixed length: ids sort by time. */
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int ID_RANDOMNESS = 8;
  private static final int RETRIES = 5;
  private static final Duration BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
  private static final int SHUTDOWN_WAITS = 250;
  private static final int SHUTDOWN_WAIT_MILLIS = 20;

  private final AuditStore store;
  private final Cursors cursors;
  private final ClientAddress client;
  private final InstantSource clock;
  private final SecureRandom random;
  private final BlockingQueue<StoredEvent> queue;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Counter dropped;

  AuditTrail(
      AuditStore store,
      Cursors cursors,
      AuditConfig config,
      ClientAddress client,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry metrics) {
    this.store = store;
    this.cursors = cursors;
    this.client = client;
    this.clock = clock;
    this.random = random;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.dropped =
        Counter.builder("vestibule.audit.dropped")
            .description("Security events that were logged but not stored")
            .register(metrics);
    Gauge.builder("vestibule.audit.queue", queue, BlockingQueue::size)
        .description("Security events waiting to be stored")
        .register(metrics);
  }

  /** Logs the event and, if its user is known, queues it to be stored. */
  public void record(SecurityEvent event) {
    SecurityEvent located =
        event.address() == null ? event.from(client.current().orElse(null)) : event;
    log(located);
    boolean erased =
        located.act() == SecurityEventType.ERASURE && located.outcome() == Outcome.DONE;
    if (located.userId() != null && !erased) {
      Instant now = clock.instant();
      if (queue.offer(toStore(now, located))) {
        drain();
      } else {
        dropped.increment();
      }
    }
  }

  /**
   * The events of a user, newest first. An event that was recorded a moment ago may be missing.
   *
   * @param cursor of the page before; empty for the first page
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  public Uni<EventPage> page(String userId, int limit, Optional<String> cursor) {
    String list = "security-events/" + userId;
    return store
        .page(userId, limit, cursor.map(position -> cursors.open(list, position)))
        .map(
            page ->
                new EventPage(
                    page.events(), page.nextCursor().map(last -> cursors.seal(list, last))));
  }

  /**
   * A page of events.
   *
   * @param nextCursor empty on the last page
   */
  public record EventPage(List<RecordedEvent> events, Optional<String> nextCursor) {}

  /** Waits for the queue to be stored, for a limited time. */
  void onStop(@Observes ShutdownEvent stop) throws InterruptedException {
    CountDownLatch pause = new CountDownLatch(1);
    for (int wait = 0; wait < SHUTDOWN_WAITS && (!queue.isEmpty() || draining.get()); wait++) {
      drain();
      pause.await(SHUTDOWN_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (!queue.isEmpty()) {
      LOG.warnf("%d security events were not stored before the shutdown", queue.size());
    }
  }

  /** One writer at a time; it runs until the queue is empty. */
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
        // Not on the context of the request that started it.
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
    List<StoredEvent> remaining = new ArrayList<>(batch);
    return Uni.createFrom()
        .deferred(() -> store.write(List.copyOf(remaining)))
        .invoke(
            unprocessed -> {
              remaining.clear();
              remaining.addAll(unprocessed);
              if (!unprocessed.isEmpty()) {
                throw new IllegalStateException("DynamoDB did not process the whole batch");
              }
            })
        .onFailure()
        .retry()
        .withBackOff(BACKOFF, MAX_BACKOFF)
        .atMost(RETRIES)
        .onFailure()
        .invoke(
            failure -> {
              dropped.increment(remaining.size());
              LOG.warnf(
                  "%d security events could not be stored: %s",
                  remaining.size(), failure.getClass().getSimpleName());
            })
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(true);
  }

  private StoredEvent toStore(Instant now, SecurityEvent event) {
    if (event.isRefusedAttempt()) {
      SecurityEvent attempt =
          event.address() == null ? event : event.from(ClientAddress.network(event.address()));
      return new StoredEvent(attemptId(now, attempt), now, attempt);
    }
    byte[] unique = new byte[ID_RANDOMNESS];
    random.nextBytes(unique);
    return new StoredEvent(id(now, unique), now, event);
  }

  /**
   * The same for all attempts of one kind from one network within an hour, on every replica. It
   * sorts before the owner's own events of that hour.
   */
  private static String attemptId(Instant now, SecurityEvent attempt) {
    byte[] hash =
        Digests.sha256(
            String.join(
                "|",
                attempt.act().wire(),
                attempt.outcome().wire(),
                String.valueOf(attempt.address())));
    return id(now.truncatedTo(ChronoUnit.HOURS), Arrays.copyOf(hash, ID_RANDOMNESS));
  }

  private static String id(Instant time, byte[] unique) {
    return ID_TIME.format(time) + "#" + HexFormat.of().formatHex(unique);
  }

  /** The members are in the message for people and in the MDC for JSON logs. */
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
      // An id may come from an external issuer: it must not start a line of its own.
      String printable = value.replaceAll("[\\p{C}\\p{Z}]", "?");
      line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(printable);
      MDC.put(name, printable);
      members.add(name);
    }
  }
}
