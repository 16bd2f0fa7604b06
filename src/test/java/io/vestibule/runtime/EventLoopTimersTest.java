package io.vestibule.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

@QuarkusTest
class EventLoopTimersTest {
  private static final int COLLECTIONS = 50;

  @Inject DynamoDbAsyncClient dynamo;
  @Inject S3AsyncClient s3;
  @Inject Vertx vertx;

  private final EventLoopGroup loops = new DefaultEventLoopGroup(2);
  private EventLoopTimers timers;

  @BeforeEach
  void create() {
    timers = new EventLoopTimers(loops);
  }

  @AfterEach
  void end() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
  }

  /** A later Quarkus could use its own executor again, and nothing else would fail. */
  @Test
  void bothClientsUseEventLoops() throws Exception {
    for (var settings :
        List.of(dynamo.serviceClientConfiguration(), s3.serviceClientConfiguration())) {
      ScheduledExecutorService executor =
          settings.overrideConfiguration().scheduledExecutorService().orElseThrow();
      String thread =
          executor.submit(() -> Thread.currentThread().getName()).get(10, TimeUnit.SECONDS);
      assertTrue(thread.startsWith("vert.x-eventloop-thread-"), thread);
    }
  }

  @Test
  void aCancelledTimerKeepsNothingOfItsRequest() throws Exception {
    WeakReference<Object> request = cancelledTimer();
    for (int i = 0; i < COLLECTIONS && request.get() != null; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertNull(request.get());
  }

  private WeakReference<Object> cancelledTimer() throws Exception {
    Object request = new Object();
    ScheduledFuture<?> timer = timers.schedule(request::hashCode, 1, TimeUnit.HOURS);
    assertTrue(timer.cancel(false));
    for (var loop : loops) {
      loop.submit(() -> {}).get();
    }
    return new WeakReference<>(request);
  }

  @Test
  void aTimerOfAnEventLoopExpiresOnIt() throws Exception {
    CompletableFuture<List<String>> threads = new CompletableFuture<>();
    vertx.runOnContext(
        start -> {
          String caller = Thread.currentThread().getName();
          Callable<Boolean> expired =
              () -> threads.complete(List.of(caller, Thread.currentThread().getName()));
          assertFalse(timers.schedule(expired, 10, TimeUnit.MILLISECONDS).isDone());
        });
    List<String> names = threads.get(10, TimeUnit.SECONDS);
    assertEquals(names.get(0), names.get(1));
  }
}
