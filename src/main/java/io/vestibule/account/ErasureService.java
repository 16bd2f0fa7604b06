package io.vestibule.account;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ErasureStore.Remains;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.crypto.Password;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.CallerContext;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import io.vestibule.web.PersonalData;
import io.vestibule.web.Unexpected;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Erases an account and all that every slice keeps for it. First the account is marked, and from
 * then on does not exist for anybody; then the slices erase theirs, one after another, page by
 * page; last account and login go, which frees the address. Wherever that is broken off, a row of
 * the erasures table remembers it and {@link #resume} goes on (docs/decisions/0022-erasure.md).
 */
@ApplicationScoped
class ErasureService {
  private static final Logger LOG = Logger.getLogger(ErasureService.class);

  /** After it an erasure that was begun counts as broken off. */
  static final Duration LEASE = Duration.ofMinutes(5);

  /** How long ago another issuer may have seen the caller sign in. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private static final int AT_ONCE = 25;

  /** How far an erasure has come when its caller is answered. */
  enum Outcome {
    DONE,
    /** The account is gone for everybody; the rest of its rows follows. */
    UNDER_WAY
  }

  private final AccountStore accounts;
  private final ErasureStore erasures;
  private final PasswordHashing hashing;
  private final LoginThrottle throttle;
  private final AuditTrail trail;
  private final ErasureConfig config;
  private final List<PersonalData> slices;
  private final InstantSource clock;

  ErasureService(
      AccountStore accounts,
      ErasureStore erasures,
      PasswordHashing hashing,
      LoginThrottle throttle,
      AuditTrail trail,
      ErasureConfig config,
      @All List<PersonalData> slices,
      InstantSource clock) {
    this.accounts = accounts;
    this.erasures = erasures;
    this.hashing = hashing;
    this.throttle = throttle;
    this.trail = trail;
    this.config = config;
    this.slices =
        slices.stream()
            .sorted(Comparator.comparing(PersonalData::order).thenComparing(PersonalData::name))
            .toList();
    this.clock = clock;
  }

  /**
   * Erases the caller's account.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} where
   *     the password is missing, {@link ErrorCode#INVALID_PASSWORD}, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}, {@link ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  Uni<Outcome> erase(Caller caller, Optional<Password> password) {
    String userId = caller.userId();
    return accounts
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .chain(stored -> prove(caller, stored, password))
        .chain(() -> begin(userId))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityAct.ERASURE, caller)))
        .chain(() -> CallerContext.resume(attempt(userId)));
  }

  /** Goes on with the erasures that are due, and passes once more over those that are done. */
  Uni<Void> resume() {
    return erasures
        .due(clock.instant(), AT_ONCE)
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
        .chain(mine -> mine ? pass(due.userId()) : nothing())
        .onFailure()
        .invoke(failure -> warn(failure))
        .onFailure()
        .recoverWithNull();
  }

  /** Who came by another issuer has no password to give; a fresh proof of theirs does instead. */
  private Uni<Void> prove(Caller caller, StoredAccount stored, Optional<Password> password) {
    if (caller.foreign().filter(this::isFresh).isPresent()) {
      return nothing();
    }
    String hash = stored.credential().passwordHash();
    if (hash == null) {
      throw ApiException.of(ErrorCode.REAUTHENTICATION_REQUIRED);
    }
    Password given =
        password.orElseThrow(
            () -> ApiException.at(ErrorCode.INVALID_REQUEST, "password", "is required"));
    return throttle
        .guard(
            stored.account().loginName(),
            right -> right,
            permission -> permission.chain(() -> hashing.verify(given, hash)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.of(
                        SecurityAct.ERASURE, io.vestibule.audit.Outcome.THROTTLED, caller)))
        .invoke(
            right -> {
              if (!right) {
                trail.record(
                    SecurityEvent.of(
                        SecurityAct.ERASURE, io.vestibule.audit.Outcome.REFUSED, caller));
                throw ApiException.of(ErrorCode.INVALID_PASSWORD);
              }
            })
        .replaceWithVoid();
  }

  private boolean isFresh(ForeignIdentity proof) {
    return clock.instant().isBefore(proof.issuedAt().plus(FRESH));
  }

  private Uni<Void> begin(String userId) {
    Instant now = clock.instant();
    return erasures
        .begin(userId, now, now.plus(LEASE))
        .invoke(
            begun -> {
              if (!begun) {
                throw ApiException.of(ErrorCode.USER_NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  /**
   * From here on nothing can undo it, so nothing that fails is the caller's business. Nor does the
   * pass end when the caller does, or when their patience does.
   */
  private Uni<Outcome> attempt(String userId) {
    Uni<Outcome> pass =
        pass(userId)
            .replaceWith(Outcome.DONE)
            .onFailure()
            .invoke(failure -> warn(failure))
            .onFailure()
            .recoverWithItem(Outcome.UNDER_WAY)
            .memoize()
            .indefinitely();
    pass.subscribe().with(ended -> {});
    return pass.ifNoItem().after(config.patience()).recoverWithItem(Outcome.UNDER_WAY);
  }

  /**
   * One pass over everything. The one that finds the account gone is the second. One that finds an
   * account that is not marked has nothing to erase: its owner came back under the same id.
   */
  private Uni<Void> pass(String userId) {
    return erasures
        .remains(userId)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return eraseAll(userId).chain(() -> erasures.close(userId));
              }
              Remains account = found.get();
              if (!account.marked()) {
                return erasures.close(userId);
              }
              return eraseAll(userId)
                  .chain(() -> erasures.removeAccount(userId, account.email()))
                  .chain(
                      () ->
                          erasures.postpone(
                              userId, clock.instant().plus(config.secondPassAfter())));
            });
  }

  private Uni<Void> eraseAll(String userId) {
    return Multi.createFrom()
        .iterable(slices)
        .onItem()
        .transformToUniAndConcatenate(slice -> eraseAll(slice, userId))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static Uni<Boolean> eraseAll(PersonalData slice, String userId) {
    return Uni.createFrom()
        .deferred(() -> slice.erase(userId))
        .repeat()
        .until(gone -> gone)
        .collect()
        .last()
        .replaceWith(true);
  }

  private static void warn(Throwable failure) {
    LOG.warn(
        "an erasure was broken off; it is gone on with later", Unexpected.withoutMessages(failure));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
