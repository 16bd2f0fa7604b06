package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.usage.KeyDecision.Allowed;
import io.vestibule.usage.KeyDecision.Ended;
import io.vestibule.usage.KeyDecision.Refused;
import io.vestibule.usage.KeyDecision.Rotating;
import io.vestibule.usage.KeyDecision.Unstarted;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides about the use of keys and counts it. In the steady state a use is one conditional write,
 * and a question without units one read. The first use of a day or month, and of a key that was
 * changed, needs more (docs/decisions/0100-named-keys.md).
 */
@ApplicationScoped
public class KeyUsageService {
  private static final int ATTEMPTS = 12;

  /** A key that is missing in the meter does not exist, unless this server's copy was outdated. */
  private static final int RELOADS = 2;

  /** A rotation of the account's API token takes milliseconds. */
  static final Duration ROTATION_PAUSE = Duration.ofMillis(100);

  private final KeyDirectory keys;
  private final MeterStore meters;
  private final KeyHistoryStore histories;
  private final IdempotencyStore requests;
  private final UsageBatcher batches;
  private final RefusedKeys refusedKeys;
  private final Plans plans;
  private final QuotaThresholds thresholds;
  private final InstantSource clock;

  KeyUsageService(
      KeyDirectory keys,
      MeterStore meters,
      KeyHistoryStore histories,
      IdempotencyStore requests,
      UsageBatcher batches,
      RefusedKeys refusedKeys,
      Plans plans,
      QuotaThresholds thresholds,
      InstantSource clock) {
    this.keys = keys;
    this.meters = meters;
    this.histories = histories;
    this.requests = requests;
    this.batches = batches;
    this.refusedKeys = refusedKeys;
    this.plans = plans;
    this.thresholds = thresholds;
    this.clock = clock;
  }

  /**
   * @throws ApiException {@link ErrorCode#REQUEST_ID_REUSED}; nothing was counted
   */
  public Uni<KeyUsageResult> use(ApiToken token, KeyUse use) {
    return use(token.digest(), use);
  }

  Uni<KeyUsageResult> use(String digest, KeyUse use) {
    PresentedKey key = keys.cached(digest).orElseGet(() -> PresentedKey.unnamed(digest));
    return attempt(new KeyAttempt(key, digest, use, clock.instant(), ATTEMPTS, 0));
  }

  private Uni<KeyUsageResult> attempt(KeyAttempt attempt) {
    if (attempt.left() == 0) {
      return Uni.createFrom().failure(ApiException.of(ErrorCode.UNAVAILABLE));
    }
    PresentedKey key = attempt.key();
    KeyUse use = attempt.use();
    if (use.counts() && use.requestId().isPresent()) {
      return look(attempt, meter -> countOnce(attempt, meter), refused -> repeat(attempt, refused));
    }
    if (!use.counts()
        || (attempt.left() == ATTEMPTS && refusedKeys.contains(key))
        || KeyDecision.mayRefuse(key, attempt.digest(), use, attempt.now())) {
      return look(
          attempt,
          meter -> use.counts() ? again(attempt) : Uni.createFrom().item(accepted(attempt, meter)),
          Refusal::answer);
    }
    return meters
        .count(key, use.units(), attempt.now())
        .chain(
            counted ->
                counted instanceof UsageResult.Done done
                    ? thresholds
                        .announce(done.meter())
                        .map(announced -> accepted(attempt, done.meter()))
                    : settle(
                        attempt,
                        ((UsageResult.Refused) counted).stored(),
                        meter -> again(attempt),
                        Refusal::answer));
  }

  /** A refusal with the meter that it was read from. */
  private record Refusal(KeyUsageResult.Refused result, Meter meter) {
    Uni<KeyUsageResult> answer() {
      return Uni.createFrom().item(result);
    }
  }

  private Uni<KeyUsageResult> look(
      KeyAttempt attempt,
      Function<Meter, Uni<KeyUsageResult>> allowed,
      Function<Refusal, Uni<KeyUsageResult>> refused) {
    PresentedKey key = attempt.key();
    return (refusedKeys.contains(key) ? refusedKeys.look(key.meter()) : meters.look(key.meter()))
        .chain(stored -> settle(attempt, stored, allowed, refused));
  }

  /** Acts on what is stored: a refusal, or whatever the use needs before it can be counted. */
  private Uni<KeyUsageResult> settle(
      KeyAttempt attempt,
      Optional<StoredKey> stored,
      Function<Meter, Uni<KeyUsageResult>> allowed,
      Function<Refusal, Uni<KeyUsageResult>> refused) {
    if (stored.isEmpty()) {
      return attempt.key().key().isDefault()
          ? Uni.createFrom().item(KeyUsageResult.Refused.notFound())
          : reload(attempt);
    }
    if (stored.get() instanceof StoredKey.Named named) {
      return load(attempt, named.userId(), named.keyId());
    }
    Meter meter = ((StoredKey.Metered) stored.get()).meter();
    PresentedKey key = attempt.key();
    key.seen(meter);
    KeyDecision decision =
        KeyDecision.of(
            key, attempt.digest(), attempt.use(), meter, plans.get(meter.plan()), attempt.now());
    if (decision instanceof Ended) {
      return keys.end(attempt.digest(), key.key()).replaceWith(KeyUsageResult.Refused.notFound());
    }
    if (decision instanceof Refused refusal) {
      if (refusal.reason().isLimit()) {
        refusedKeys.add(key);
      }
      boolean known = refusal.reason() != KeyRefusal.NOT_FOUND;
      Optional<KeyState> state = known ? Optional.of(state(attempt, meter)) : Optional.empty();
      KeyUsageResult.Refused result =
          new KeyUsageResult.Refused(refusal.reason(), state, refusal.retryAfter());
      // A server may have stopped after the count, before it announced the threshold.
      return (refusal.reason() == KeyRefusal.QUOTA_EXCEEDED ? thresholds.announce(meter) : done())
          .chain(() -> refused.apply(new Refusal(result, meter)));
    }
    if (decision instanceof Allowed) {
      return refusedKeys
          .remove(key)
          .chain(() -> advance(attempt, meter))
          .chain(() -> allowed.apply(meter));
    }
    if (decision instanceof Unstarted) {
      return histories.start(meter, attempt.now()).chain(() -> again(attempt));
    }
    if (decision instanceof Rotating) {
      return afterRotation(attempt, meter);
    }
    // It is outdated.
    return reload(attempt);
  }

  /** Moves the meter on to the present month and day, if the use is to be counted. */
  private Uni<Void> advance(KeyAttempt attempt, Meter meter) {
    if (!attempt.use().counts()) {
      return done();
    }
    UsagePeriod month = UsagePeriod.at(attempt.now());
    KeyMeter counters = meter.keys().get(attempt.key().id());
    return (meter.isBehind(month) ? meters.rollOver(meter, month) : done())
        .chain(
            () ->
                counters.isBehind(KeyMeter.dayAt(attempt.now()))
                    ? histories.closeDay(meter, attempt.key().id(), attempt.now())
                    : done());
  }

  private Uni<KeyUsageResult> reload(KeyAttempt attempt) {
    return load(attempt, attempt.key().key().userId(), attempt.key().id());
  }

  private Uni<KeyUsageResult> load(KeyAttempt attempt, String userId, String keyId) {
    if (attempt.reloads() > RELOADS) {
      return Uni.createFrom().item(KeyUsageResult.Refused.notFound());
    }
    return keys.load(attempt.digest(), userId, keyId)
        .chain(
            found ->
                found
                    .map(key -> attempt(attempt.reloaded(key, clock.instant())))
                    .orElseGet(() -> Uni.createFrom().item(KeyUsageResult.Refused.notFound())));
  }

  /** The rotation of the account's API token concerns other keys only while it lasts. */
  private Uni<KeyUsageResult> afterRotation(KeyAttempt attempt, Meter meter) {
    if (meter.isRotationInterrupted(attempt.now())) {
      return meters.unfreeze(meter).chain(() -> again(attempt));
    }
    return attempt.key().key().isDefault()
        ? Uni.createFrom().item(KeyUsageResult.Refused.notFound())
        : done().onItem().delayIt().by(ROTATION_PAUSE).chain(() -> again(attempt));
  }

  private Uni<KeyUsageResult> again(KeyAttempt attempt) {
    return attempt(attempt.again(clock.instant()));
  }

  private Uni<KeyUsageResult> countOnce(KeyAttempt attempt, Meter meter) {
    IdempotentUsage use = attempt.idempotent(meter);
    return batches
        .count(attempt.key(), use)
        .chain(
            counted -> {
              if (counted instanceof IdempotentUsageResult.Done) {
                return storeAnswer(attempt, meter, use.request());
              }
              if (counted instanceof IdempotentUsageResult.Repeated repeated) {
                return repeat(attempt, meter, use, repeated.request());
              }
              return settle(
                  attempt,
                  ((IdempotentUsageResult.Refused) counted).stored(),
                  current -> again(attempt),
                  refused -> repeat(attempt, refused));
            });
  }

  /** A limit refuses the use, but it may have been counted before: this needs no transaction. */
  private Uni<KeyUsageResult> repeat(KeyAttempt attempt, Refusal refused) {
    if (!refused.result().reason().isLimit()) {
      return refused.answer();
    }
    IdempotentUsage use = attempt.idempotent(refused.meter());
    return requests
        .find(use.request(), attempt.now())
        .chain(
            found ->
                found
                    .map(stored -> repeat(attempt, refused.meter(), use, stored))
                    .orElseGet(refused::answer));
  }

  private Uni<KeyUsageResult> repeat(
      KeyAttempt attempt, Meter meter, IdempotentUsage use, StoredUsageResult stored) {
    if (stored.units() != use.units()) {
      throw ApiException.of(ErrorCode.REQUEST_ID_REUSED);
    }
    return stored
        .answer()
        .map(answer -> Uni.createFrom().item(accepted(attempt, meter, answer)))
        .orElseGet(() -> storeAnswer(attempt, meter, use.request()));
  }

  /**
   * A transaction returns no counts. They are read afterwards, and the first stored answer is kept.
   */
  private Uni<KeyUsageResult> storeAnswer(
      KeyAttempt attempt, Meter before, IdempotencyKey request) {
    return meters
        .find(before.digest())
        .map(found -> found.orElse(before))
        .call(thresholds::announce)
        .chain(
            meter -> {
              UsagePeriod period = meter.period().orElse(UsagePeriod.at(attempt.now()));
              UsageAnswer answer = UsageAnswer.of(meter.count(), plans.get(meter.plan()), period);
              return requests
                  .answer(request, answer, period)
                  .map(stored -> accepted(attempt, meter, stored));
            });
  }

  private KeyUsageResult accepted(KeyAttempt attempt, Meter meter) {
    attempt.key().seen(meter);
    return new KeyUsageResult.Accepted(state(attempt, meter));
  }

  private KeyUsageResult accepted(KeyAttempt attempt, Meter meter, UsageAnswer answer) {
    return new KeyUsageResult.Accepted(KeyState.of(attempt.key(), meter, answer, attempt.now()));
  }

  private KeyState state(KeyAttempt attempt, Meter meter) {
    return KeyState.of(attempt.key(), meter, plans.get(meter.plan()), attempt.now());
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }
}
