package io.vestibule.credential;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.crypto.UnsupportedHashException;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The bounded pool on which passwords are hashed. All hashing happens here, so it uses at most
 * threads times 19 MiB of memory. A request that finds the queue full, or waits in it for too long,
 * fails with 503 and {@code Retry-After}. The queue is fair between client addresses and between
 * accounts.
 */
@ApplicationScoped
public class PasswordHashing {
  private static final Logger LOG = Logger.getLogger(PasswordHashing.class);

  private final PasswordHashes hashes;
  private final ExecutorService pool;
  private final FairQueue<Task> queue;
  private final Duration deadline;
  private final Argon2Cost cost;
  private final Semaphore exclusive = new Semaphore(1);

  PasswordHashing(
      PasswordConfig config, FirebaseConfig firebase, SecureRandom random, MeterRegistry metrics) {
    cost = new Argon2Cost(config.memoryKib(), config.iterations(), config.parallelism());
    hashes = new PasswordHashes(cost, random, FirebaseHashes.signerKey(firebase));
    deadline = config.deadline();
    int threads = HashingCapacity.threads(config);
    AtomicInteger number = new AtomicInteger();
    queue = new FairQueue<>(config.queue());
    pool =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, "password-hashing-" + number.incrementAndGet()));
    Gauge.builder("vestibule.password.queue", queue, FairQueue::size)
        .description("Password hashes waiting for a thread")
        .register(metrics);
  }

  /** Hashes the password; the result is a PHC string. */
  public Uni<String> hash(Password password) {
    return run(() -> hashes.hash(password));
  }

  /** Whether the password matches the stored hash, in either form of {@link PasswordMatch}. */
  public Uni<Boolean> verify(Password password, String stored) {
    return match(password, stored).map(match -> match != PasswordMatch.NONE);
  }

  /**
   * How the password matches the stored hash. A text that normalisation changes is tried in both
   * forms and costs two hashes. A hash that cannot be verified, for example without the signer key
   * of Firebase, matches nothing and takes as long as an unknown address, so that the response does
   * not tell that the account exists.
   */
  public Uni<PasswordMatch> match(Password password, String stored) {
    int memoryKiB;
    try {
      memoryKiB = hashes.memoryKiB(stored);
    } catch (UnsupportedHashException unsupported) {
      // The message names the violated rule, never the hash.
      LOG.warnf("A stored password hash cannot be verified: %s", unsupported.getMessage());
      return verifyDummy(password).replaceWith(PasswordMatch.NONE);
    }
    return run(
        () ->
            memoryKiB > cost.memoryKiB()
                ? exclusively(() -> matchBothForms(password, stored))
                : matchBothForms(password, stored));
  }

  private PasswordMatch matchBothForms(Password password, String stored) {
    if (hashes.verify(password, stored)) {
      return PasswordMatch.NORMALIZED;
    }
    return password.asTyped().filter(typed -> hashes.verify(typed, stored)).isPresent()
        ? PasswordMatch.AS_TYPED
        : PasswordMatch.NONE;
  }

  /** Takes as long as a verification and is never true: for an unknown e-mail address. */
  public Uni<Boolean> verifyDummy(Password password) {
    return run(
        () -> {
          password.asTyped().ifPresent(hashes::verifyDummy);
          return hashes.verifyDummy(password);
        });
  }

  /** Runs other work that takes milliseconds on the pool. */
  <T> Uni<T> compute(Supplier<T> work) {
    return run(work);
  }

  /** Whether the stored hash has a supported form. */
  public boolean supports(String stored) {
    try {
      hashes.memoryKiB(stored);
      return true;
    } catch (UnsupportedHashException unknown) {
      return false;
    }
  }

  /**
   * Derives the key-encryption key, applies {@code use} to it on the same thread and zeroes it.
   *
   * @param cost the cost that the key was first derived with, or {@link #cost()}
   */
  <T> Uni<T> withKey(
      Password password, byte[] salt, Argon2Cost cost, Function<SecretBytes, T> use) {
    Supplier<T> work =
        () -> {
          try (SecretBytes key = hashes.deriveKey(password, salt, cost)) {
            return use.apply(key);
          }
        };
    return run(() -> cost.memoryKiB() > this.cost.memoryKiB() ? exclusively(work) : work.get());
  }

  /** The cost of new hashes and keys. */
  Argon2Cost cost() {
    return cost;
  }

  public boolean needsRehash(String stored) {
    return hashes.needsRehash(stored);
  }

  /** A hash of another cost may need up to 256 MiB: never compute two of them at once. */
  private <T> T exclusively(Supplier<T> work) {
    exclusive.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      exclusive.release();
    }
  }

  /**
   * @param work what a thread of the pool runs
   * @param refuse what is run instead where there is no room or no time
   */
  private record Task(Runnable work, Runnable refuse, long latestStart) {}

  private <T> Uni<T> run(Supplier<T> work) {
    Uni<T> queued =
        Uni.createFrom()
            .emitter(
                emitter ->
                    enqueue(
                        new Task(
                            () -> {
                              try {
                                emitter.complete(work.get());
                              } catch (RuntimeException | OutOfMemoryError failure) {
                                emitter.fail(failure);
                              }
                            },
                            () -> emitter.fail(busy()),
                            System.nanoTime() + deadline.toNanos())));
    return VertxContext.resume(queued);
  }

  /** The pool is given one run for each task in the queue, and a run takes whichever is next. */
  private void enqueue(Task task) {
    Optional<Task> refused = queue.offer(task, HashingClient.current());
    if (refused.isPresent()) {
      refused.get().refuse().run();
      return;
    }
    try {
      pool.execute(this::runNext);
    } catch (RejectedExecutionException stopped) {
      task.refuse().run();
    }
  }

  private void runNext() {
    queue
        .poll()
        .ifPresent(
            task -> {
              if (System.nanoTime() - task.latestStart() > 0) {
                task.refuse().run();
              } else {
                task.work().run();
              }
            });
  }

  /** Creates the bean at startup, so that its gauge exists before the first login. */
  void onStart(@Observes StartupEvent start) {}

  @PreDestroy
  void stop() {
    pool.shutdown();
  }

  private static ApiException busy() {
    return ApiException.later(ErrorCode.UNAVAILABLE, Duration.ofSeconds(2));
  }
}
