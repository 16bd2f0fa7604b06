package io.vestibule.credential;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.HashNeeds;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.crypto.UnsupportedHashException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Hashes and verifies passwords on a bounded pool ({@link HashingPool}), so that all hashing uses
 * at most threads times 19 MiB of memory, and that of one hash of another system ({@link
 * HashingLimits}).
 */
@ApplicationScoped
public class PasswordHashing {
  private static final Logger LOG = Logger.getLogger(PasswordHashing.class);

  private final PasswordHashes hashes;
  private final HashingPool pool;
  private final HashingLimits limits;
  private final Argon2Cost cost;

  PasswordHashing(
      PasswordConfig config, FirebaseConfig firebase, SecureRandom random, MeterRegistry metrics) {
    cost = new Argon2Cost(config.memoryKib(), config.iterations(), config.parallelism());
    hashes = new PasswordHashes(cost, random, FirebaseHashes.signerKey(firebase));
    limits = HashingCapacity.limits(config, cost);
    pool = new HashingPool(HashingCapacity.threads(config), config.queue(), config.deadline());
    Gauge.builder("vestibule.password.queue", pool, HashingPool::waiting)
        .description("Password hashes waiting for a thread")
        .register(metrics);
  }

  /** Hashes the password; the result is a PHC string. */
  public Uni<String> hash(Password password) {
    return pool.run(() -> hashes.hash(password));
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
    Optional<HashNeeds> needs = needs(stored);
    if (needs.isEmpty()) {
      return verifyDummy(password).replaceWith(PasswordMatch.NONE);
    }
    return run(needs.get(), () -> matchBothForms(password, stored));
  }

  /** Empty, with a warning for the operator, if the hash cannot be verified. */
  private Optional<HashNeeds> needs(String stored) {
    try {
      HashNeeds needs = hashes.needs(stored);
      if (limits.hasRoom(needs)) {
        return Optional.of(needs);
      }
      LOG.warnf(
          "A stored password hash needs %d KiB of memory, the heap can spare %d KiB",
          needs.memoryKiB(), limits.spareKiB());
    } catch (UnsupportedHashException unsupported) {
      // The message names the violated rule, never the hash.
      LOG.warnf("A stored password hash cannot be verified: %s", unsupported.getMessage());
    }
    return Optional.empty();
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
    return pool.run(
        () -> {
          password.asTyped().ifPresent(hashes::verifyDummy);
          return hashes.verifyDummy(password);
        });
  }

  /** Runs other work that takes milliseconds on the pool. */
  <T> Uni<T> compute(Supplier<T> work) {
    return pool.run(work);
  }

  /** Whether the stored hash has a supported form, and the heap of this process has room for it. */
  public boolean supports(String stored) {
    try {
      return limits.hasRoom(hashes.needs(stored));
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
    return run(hashes.needs(cost), work);
  }

  private <T> Uni<T> run(HashNeeds needs, Supplier<T> work) {
    return limits.isAlone(needs) ? pool.runAlone(work) : pool.run(work);
  }

  /** The cost of new hashes and keys. */
  Argon2Cost cost() {
    return cost;
  }

  public boolean needsRehash(String stored) {
    return hashes.needsRehash(stored);
  }

  /** Creates the bean at startup, so that its gauge exists before the first login. */
  void onStart(@Observes StartupEvent start) {}

  @PreDestroy
  void stop() {
    pool.stop();
  }
}
