package io.vestibule.runtime;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.netty.MainEventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;

/**
 * The timers of the AWS SDK: two time limits for each call, on the caller's event loop if it has
 * one. A cancelled timer is removed at once. Quarkus' executor, the default, keeps it, and with it
 * the whole request, until the limit has passed; that was the largest part of the live heap.
 *
 * <p>Tasks must not block. It has no end of its own: Vert.x ends the event loops.
 */
@Singleton
public final class EventLoopTimers extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final EventLoopGroup loops;

  EventLoopTimers(@MainEventLoopGroup EventLoopGroup loops) {
    this.loops = loops;
  }

  /** The client of a builder, with these timers. */
  public <B extends AwsClientBuilder<B, C>, C> C build(B builder) {
    return builder
        .overrideConfiguration(
            builder.overrideConfiguration().toBuilder().scheduledExecutorService(this).build())
        .build();
  }

  private EventExecutor loop() {
    return Vertx.currentContext() instanceof ContextInternal caller
        ? caller.nettyEventLoop()
        : loops.next();
  }

  @Override
  public void execute(Runnable task) {
    loop().execute(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return loop().schedule(task, delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return loop().schedule(task, delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long delay, long period, TimeUnit unit) {
    return loop().scheduleAtFixedRate(task, delay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long delay, long pause, TimeUnit unit) {
    return loop().scheduleWithFixedDelay(task, delay, pause, unit);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
