package io.vestibule.account;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
import io.vestibule.web.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The bounded pool on which passwords are hashed. Nothing else may hash: threads times 19 MiB is
 * all the memory it takes, and a request that finds the queue full, or waited too long in it, is
 * told to come back instead of making everybody wait.
 */
@ApplicationScoped
public class PasswordHashing {
  private final PasswordHashes hashes;
  private final ThreadPoolExecutor pool;
  private final Duration deadline;
  private final Argon2Cost cost;
  private final Semaphore heavy = new Semaphore(1);

  PasswordHashing(PasswordConfig config, SecureRandom random, MeterRegistry metrics) {
    cost = new Argon2Cost(config.memoryKib(), config.iterations(), config.parallelism());
    hashes = new PasswordHashes(cost, random);
    deadline = config.deadline();
    int threads = config.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.queue()),
            task -> new Thread(task, "password-hashing-" + number.incrementAndGet()));
    Gauge.builder("vestibule.password.queue", pool, executor -> executor.getQueue().size())
        .description("Password hashes waiting for a thread")
        .register(metrics);
  }

  /** A PHC string. */
  Uni<String> hash(Password password) {
    return run(() -> hashes.hash(password));
  }

  Uni<Boolean> verify(Password password, String stored) {
    return run(
        () ->
            hashes.memoryKiB(stored) > cost.memoryKiB()
                ? alone(() -> hashes.verify(password, stored))
                : hashes.verify(password, stored));
  }

  /** As long as a verification and never true: what an unknown e-mail costs. */
  Uni<Boolean> verifyNobody(Password password) {
    return run(() -> hashes.verifyNobody(password));
  }

  /**
   * Derives the key-encryption key, hands it to {@code use} on the same thread and zeroes it.
   *
   * @param cost what the key was first derived with, or {@link #cost()}
   */
  <T> Uni<T> withKey(
      Password password, byte[] salt, Argon2Cost cost, Function<SecretBytes, T> use) {
    Supplier<T> work =
        () -> {
          try (SecretBytes key = hashes.deriveKey(password, salt, cost)) {
            return use.apply(key);
          }
        };
    return run(() -> cost.memoryKiB() > this.cost.memoryKiB() ? alone(work) : work.get());
  }

  /** The cost of new hashes and keys. */
  Argon2Cost cost() {
    return cost;
  }

  boolean needsRehash(String stored) {
    return hashes.needsRehash(stored);
  }

  /** What is not of our own cost may ask for up to 256 MiB: never two of them at once. */
  private <T> T alone(Supplier<T> work) {
    heavy.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      heavy.release();
    }
  }

  private <T> Uni<T> run(Supplier<T> work) {
    Uni<T> queued =
        Uni.createFrom()
            .emitter(
                emitter -> {
                  long latestStart = System.nanoTime() + deadline.toNanos();
                  try {
                    pool.execute(
                        () -> {
                          if (System.nanoTime() - latestStart > 0) {
                            emitter.fail(busy());
                            return;
                          }
                          try {
                            emitter.complete(work.get());
                          } catch (RuntimeException | OutOfMemoryError failure) {
                            emitter.fail(failure);
                          }
                        });
                  } catch (RejectedExecutionException full) {
                    emitter.fail(busy());
                  }
                });
    return CallerContext.resume(queued);
  }

  /** Its gauge is there before the first login. */
  void onStart(@Observes StartupEvent start) {}

  @PreDestroy
  void stop() {
    pool.shutdown();
  }

  private static ApiException busy() {
    return ApiException.later(ErrorCode.UNAVAILABLE, Duration.ofSeconds(2));
  }
}
