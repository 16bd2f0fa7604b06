package io.vestibule.webhook;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vestibule.outbox.OutboxConfig;
import io.vestibule.outbox.PostponedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One lane for each endpoint: a few requests at a time, and a short queue. What finds no place, or
 * waits until the lease of its message is nearly over, is postponed. So an endpoint that hangs
 * delays only its own events.
 */
@ApplicationScoped
class EndpointLanes {
  private static final int QUEUE = 200;
  private static final int POSTPONE_SECONDS = 15;

  /** A backlog costs a lease and a write each time that it is due. */
  private static final int POSTPONE_SECONDS_IF_FULL = 300;

  /** Requests and look-ups that may run after the wait. */
  private static final int TIMEOUTS_IN_LEASE = 2;

  private final WebhooksConfig config;
  private final OutboxConfig outbox;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, Lane> lanes = new HashMap<>();

  EndpointLanes(
      WebhooksConfig config, OutboxConfig outbox, InstantSource clock, SecureRandom random) {
    this.config = config;
    this.outbox = outbox;
    this.clock = clock;
    this.random = random;
  }

  private static final class Lane {
    private int running;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
  }

  private record Waiter(Instant latest, UniEmitter<? super Void> turn) {}

  /**
   * Runs the request when it is its turn.
   *
   * @return fails with {@link PostponedException} if it does not run
   */
  <T> Uni<T> run(String endpointId, Supplier<Uni<? extends T>> request) {
    return Uni.createFrom()
        .<Void>emitter(turn -> enter(endpointId, turn))
        .chain(
            () ->
                Uni.createFrom().deferred(request).onTermination().invoke(() -> leave(endpointId)));
  }

  private void enter(String endpointId, UniEmitter<? super Void> turn) {
    boolean free;
    boolean full = false;
    synchronized (lanes) {
      Lane lane = lanes.computeIfAbsent(endpointId, id -> new Lane());
      free = lane.running < config.concurrency();
      if (free) {
        lane.running++;
      } else if (lane.waiting.size() < QUEUE) {
        lane.waiting.add(new Waiter(clock.instant().plus(longestWait()), turn));
      } else {
        full = true;
      }
    }
    if (free) {
      turn.complete(null);
    } else if (full) {
      postpone(turn, POSTPONE_SECONDS_IF_FULL);
    }
  }

  private void leave(String endpointId) {
    for (Optional<Waiter> next = next(endpointId); next.isPresent(); next = next(endpointId)) {
      Waiter waiter = next.get();
      if (clock.instant().isBefore(waiter.latest())) {
        waiter.turn().complete(null);
        return;
      }
      postpone(waiter.turn(), POSTPONE_SECONDS);
    }
  }

  /** Who inherits the place; if nobody waits, the place is free. */
  private Optional<Waiter> next(String endpointId) {
    synchronized (lanes) {
      Lane lane = lanes.get(endpointId);
      Waiter waiter = lane.waiting.poll();
      if (waiter == null) {
        lane.running--;
        if (lane.running == 0) {
          lanes.remove(endpointId);
        }
      }
      return Optional.ofNullable(waiter);
    }
  }

  private Duration longestWait() {
    Duration rest = outbox.lease().minus(config.timeout().multipliedBy(TIMEOUTS_IN_LEASE));
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private void postpone(UniEmitter<? super Void> turn, int seconds) {
    turn.fail(
        new PostponedException(Duration.ofSeconds(seconds + random.nextInt(POSTPONE_SECONDS))));
  }
}
