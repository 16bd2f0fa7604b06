package io.vestibule.privacy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.StoredAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.crypto.Password;
import io.vestibule.privacy.ErasureStore.ErasureTarget;
import io.vestibule.runtime.SanitizedException;
import io.vestibule.runtime.VertxContext;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.spi.PersonalData;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Erases an account and all personal data. First the account is marked; from then on all other code
 * treats it as absent. Then every {@link PersonalData} contributor erases its data, page by page.
 * Last, account and login row are deleted, which frees the address. A row of the erasures table
 * records the erasure, so that {@link #resume} can continue one that was interrupted
 * (docs/decisions/0022-erasure.md).
 */
@ApplicationScoped
class ErasureService {
  private static final Logger LOG = Logger.getLogger(ErasureService.class);

  /** An erasure that takes longer counts as interrupted. */
  static final Duration LEASE = Duration.ofMinutes(5);

  private static final int RESUME_BATCH = 25;

  /** The progress of an erasure when the response is sent. */
  enum Outcome {
    DONE,
    /** The account is no longer accessible; its remaining data is being erased. */
    UNDER_WAY
  }

  private final AccountService accounts;
  private final ErasureStore erasures;
  private final PasswordHashing hashing;
  private final FreshAuthentication fresh;
  private final LoginThrottle throttle;
  private final AuditTrail trail;
  private final ErasureConfig config;
  private final List<PersonalData> contributors;
  private final InstantSource clock;
  private final Counter interrupted;

  ErasureService(
      AccountService accounts,
      ErasureStore erasures,
      PasswordHashing hashing,
      FreshAuthentication fresh,
      LoginThrottle throttle,
      AuditTrail trail,
      ErasureConfig config,
      @All List<PersonalData> contributors,
      InstantSource clock,
      MeterRegistry metrics) {
    this.accounts = accounts;
    this.erasures = erasures;
    this.hashing = hashing;
    this.fresh = fresh;
    this.throttle = throttle;
    this.trail = trail;
    this.config = config;
    this.contributors =
        contributors.stream()
            .sorted(Comparator.comparing(PersonalData::order).thenComparing(PersonalData::name))
            .toList();
    this.clock = clock;
    this.interrupted =
        Counter.builder("vestibule.erasure.interrupted")
            .description("Passes of erasures that failed and will be repeated")
            .register(metrics);
  }

  /**
   * Erases the caller's account.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_PASSWORD},
   *     {@link ErrorCode#TOO_MANY_ATTEMPTS}; without a password {@link
   *     ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  Uni<Outcome> erase(Caller caller, Optional<Password> password) {
    String userId = caller.userId();
    return accounts
        .existing(userId)
        .chain(stored -> reauthenticate(caller, stored, password))
        .chain(() -> start(userId))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.ERASURE, caller)))
        .chain(() -> VertxContext.resume(attempt(userId)));
  }

  /**
   * Erases an account on the decision of an administrator.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<Outcome> erase(String userId, String actor) {
    return accounts
        .existing(userId)
        .chain(() -> start(userId))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.ERASURE, userId).by(actor)))
        .chain(() -> VertxContext.resume(attempt(userId)));
  }

  /** Resumes the erasures that are due, and runs the second pass of those that are complete. */
  Uni<Void> resume() {
    return erasures
        .due(clock.instant(), RESUME_BATCH)
        .onItem()
        .transformToMulti(due -> Multi.createFrom().iterable(due))
        .onItem()
        .transformToUniAndConcatenate(this::resume)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> resume(ErasureStore.Due due) {
    return erasures
        .claim(due, clock.instant().plus(LEASE))
        .chain(claimed -> claimed ? pass(due.userId()) : nothing())
        .onFailure()
        .invoke(this::recordInterruption)
        .onFailure()
        .recoverWithNull();
  }

  /** The password of the account, or without it a recent proof in the session. */
  private Uni<Void> reauthenticate(
      Caller caller, StoredAccount stored, Optional<Password> password) {
    String hash = stored.credential().passwordHash();
    if (hash == null || password.isEmpty()) {
      fresh.require(caller);
      return nothing();
    }
    Password confirmed = password.get();
    return throttle
        .guard(
            stored.account().loginName(),
            correct -> correct,
            permission -> permission.chain(() -> hashing.verify(confirmed, hash)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.of(
                        SecurityEventType.ERASURE, io.vestibule.audit.Outcome.THROTTLED, caller)))
        .invoke(
            correct -> {
              if (!correct) {
                trail.record(
                    SecurityEvent.of(
                        SecurityEventType.ERASURE, io.vestibule.audit.Outcome.REFUSED, caller));
                throw ApiException.of(ErrorCode.INVALID_PASSWORD);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> start(String userId) {
    Instant now = clock.instant();
    return erasures
        .start(userId, now, now.plus(LEASE))
        .invoke(
            started -> {
              if (!started) {
                throw ApiException.of(ErrorCode.USER_NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  /**
   * The erasure can no longer be undone, so the caller is not told about failures: {@link #resume}
   * repeats it. The pass continues after the response.
   */
  private Uni<Outcome> attempt(String userId) {
    Uni<Outcome> pass =
        pass(userId)
            .replaceWith(Outcome.DONE)
            .onFailure()
            .invoke(this::recordInterruption)
            .onFailure()
            .recoverWithItem(Outcome.UNDER_WAY)
            .memoize()
            .indefinitely();
    pass.subscribe().with(ended -> {});
    return pass.ifNoItem().after(config.patience()).recoverWithItem(Outcome.UNDER_WAY);
  }

  /**
   * One pass over all data. If the account no longer exists, this is the second pass. An account
   * that is not marked is a new one with the same id, and is not erased.
   */
  private Uni<Void> pass(String userId) {
    return erasures
        .findTarget(userId)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return eraseAll(userId).chain(() -> erasures.remove(userId));
              }
              ErasureTarget account = found.get();
              if (!account.marked()) {
                return erasures.remove(userId);
              }
              return eraseAll(userId)
                  .chain(() -> erasures.removeAccount(userId, account.email()))
                  .chain(
                      () -> erasures.reschedule(userId, clock.instant().plus(secondPassAfter())));
            });
  }

  /** As configured, but not before the last write that was allowed can have happened. */
  private Duration secondPassAfter() {
    return contributors.stream()
        .map(PersonalData::lateWrites)
        .reduce(config.secondPassAfter(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
  }

  private Uni<Void> eraseAll(String userId) {
    return Multi.createFrom()
        .iterable(contributors)
        .onItem()
        .transformToUniAndConcatenate(contributor -> eraseAll(contributor, userId))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static Uni<Boolean> eraseAll(PersonalData contributor, String userId) {
    return Uni.createFrom()
        .deferred(() -> contributor.erase(userId))
        .repeat()
        .until(complete -> complete)
        .collect()
        .last()
        .replaceWith(true);
  }

  private void recordInterruption(Throwable failure) {
    interrupted.increment();
    LOG.warn(
        "an erasure was interrupted and will be resumed",
        SanitizedException.withoutMessages(failure));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
