package io.vestibule.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Delivers new messages of this server off the request path, a limited number at a time. A message
 * that finds no place in the queue, or waits in it until its lease is nearly over, is left to the
 * {@link OutboxPoller} of any server.
 */
@ApplicationScoped
public class DeliveryQueue {
  private static final Logger LOG = Logger.getLogger(DeliveryQueue.class);

  /** After the requests that still write messages, before the audit trail. */
  private static final int AFTER_REQUESTS = 200;

  private static final int SHUTDOWN_WAITS = 250;
  private static final int SHUTDOWN_WAIT_MILLIS = 20;

  private final OutboxDelivery delivery;
  private final OutboxConfig config;
  private final InstantSource clock;
  private final Vertx vertx;
  private final BlockingQueue<OutboxMessage> waiting;
  private final Semaphore free;
  private volatile Context context;

  DeliveryQueue(OutboxDelivery delivery, OutboxConfig config, InstantSource clock, Vertx vertx) {
    this.delivery = delivery;
    this.config = config;
    this.clock = clock;
    this.vertx = vertx;
    this.waiting = new ArrayBlockingQueue<>(config.queue());
    this.free = new Semaphore(config.concurrency());
  }

  /** A context of its own: that of a request ends with the request. */
  void onStart(@Observes StartupEvent start) {
    context = vertx.getOrCreateContext();
  }

  void offer(OutboxMessage message) {
    if (context != null && waiting.offer(message)) {
      start();
    }
  }

  private void start() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      OutboxMessage next = waiting.poll();
      if (next == null || isLeaseNearlyOver(next)) {
        free.release();
      } else {
        context.runOnContext(task -> deliver(next));
      }
    }
  }

  private void deliver(OutboxMessage message) {
    delivery
        .attempt(message)
        .subscribe()
        .with(
            done -> {
              free.release();
              start();
            });
  }

  private boolean isLeaseNearlyOver(OutboxMessage message) {
    return clock.instant().plus(config.timeout()).isAfter(message.leaseUntil());
  }

  /** Waits for the messages in the queue, for a limited time. */
  void onStop(@Observes @Priority(AFTER_REQUESTS) ShutdownEvent stop) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int wait = 0; wait < SHUTDOWN_WAITS && !isIdle(); wait++) {
      never.await(SHUTDOWN_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (!isIdle()) {
      LOG.infof(
          "%d messages are left to other servers, which deliver them within %s",
          waiting.size() + config.concurrency() - free.availablePermits(), config.lease());
    }
  }

  private boolean isIdle() {
    return waiting.isEmpty() && free.availablePermits() == config.concurrency();
  }
}
