package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts the usage of an API token against its plan. A call is one conditional write. The first
 * call of a month needs more, and a call with a request id is a transaction
 * (docs/decisions/0020-metering.md).
 */
@ApplicationScoped
public class UsageService {
  /**
   * The first call of a month closes the old period and tries again; one more for a concurrent
   * roll-over.
   */
  private static final int ATTEMPTS = 4;

  private final MeterStore meters;
  private final IdempotencyStore requests;
  private final Plans plans;
  private final UsageBatcher batches;
  private final QuotaThresholds thresholds;
  private final InstantSource clock;

  UsageService(
      MeterStore meters,
      IdempotencyStore requests,
      Plans plans,
      UsageBatcher batches,
      QuotaThresholds thresholds,
      InstantSource clock) {
    this.meters = meters;
    this.requests = requests;
    this.plans = plans;
    this.batches = batches;
    this.thresholds = thresholds;
    this.clock = clock;
  }

  /**
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED},
   *     {@link ErrorCode#QUOTA_EXCEEDED} or {@link ErrorCode#REQUEST_ID_REUSED}; nothing was
   *     counted
   */
  Uni<UsageAnswer> count(ApiToken token, UsageRequest request) {
    String digest = token.digest();
    return request
        .requestId()
        .map(id -> countOnce(digest, request.units(), id))
        .orElseGet(() -> count(digest, request.units(), ATTEMPTS));
  }

  /**
   * The usage report of a token, for its owner.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} if the token was replaced concurrently
   */
  public Uni<UsageReport> report(ApiToken token) {
    return meters
        .find(token.digest())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(meter -> UsageReport.of(meter, plans.get(meter.plan()), now()));
  }

  private Uni<UsageAnswer> count(String digest, long units, int attempts) {
    UsagePeriod now = now();
    return meters
        .count(digest, units, now)
        .chain(
            counted -> {
              if (counted instanceof UsageResult.Done done) {
                return thresholds.announce(done.meter()).replaceWith(answer(done.meter(), now));
              }
              Optional<Meter> refused = ((UsageResult.Refused) counted).meter();
              if (attempts > 1 && isRotationInterrupted(refused)) {
                return meters
                    .unfreeze(refused.get())
                    .chain(() -> count(digest, units, attempts - 1));
              }
              Meter meter = requireUsable(refused);
              return attempts > 1 && meter.isBehind(now)
                  ? meters.rollOver(meter, now).chain(() -> count(digest, units, attempts - 1))
                  : thresholds
                      .announce(meter)
                      .chain(() -> Uni.createFrom().failure(overQuota(meter, now)));
            });
  }

  private Uni<UsageAnswer> countOnce(String digest, long units, String id) {
    UsagePeriod now = now();
    return meters
        .find(digest)
        .chain(this::unfrozen)
        .map(UsageService::requireUsable)
        .call(meter -> meter.isBehind(now) ? meters.rollOver(meter, now) : done())
        .chain(
            meter -> {
              IdempotentUsage use =
                  new IdempotentUsage(IdempotencyKey.of(meter.userId(), id), units);
              return allows(meter.at(now), units)
                  ? countOnce(meter, use, now)
                  : repeatStored(meter, use, now);
            });
  }

  private Uni<UsageAnswer> countOnce(Meter meter, IdempotentUsage use, UsagePeriod now) {
    return batches
        .count(meter.digest(), use)
        .chain(
            counted -> {
              if (counted instanceof IdempotentUsageResult.Done) {
                return storeAnswer(meter, use.request(), now);
              }
              if (counted instanceof IdempotentUsageResult.Repeated repeated) {
                return repeat(meter, use, repeated.request(), now);
              }
              throw overQuota(
                  requireUsable(((IdempotentUsageResult.Refused) counted).meter()), now);
            });
  }

  /**
   * The quota is used up, but the request may have been counted before: this needs no transaction.
   */
  private Uni<UsageAnswer> repeatStored(Meter meter, IdempotentUsage use, UsagePeriod now) {
    return requests
        .find(use.request(), clock.instant())
        .chain(
            found ->
                found
                    .map(request -> repeat(meter, use, request, now))
                    .orElseGet(() -> Uni.createFrom().failure(overQuota(meter, now))));
  }

  private Uni<UsageAnswer> repeat(
      Meter meter, IdempotentUsage use, StoredUsageResult request, UsagePeriod now) {
    if (request.units() != use.units()) {
      throw ApiException.of(ErrorCode.REQUEST_ID_REUSED);
    }
    return request
        .answer()
        .map(answer -> Uni.createFrom().item(answer))
        .orElseGet(() -> storeAnswer(meter, use.request(), now));
  }

  /**
   * A transaction returns no counts. They are read afterwards, and the first stored answer is kept.
   */
  private Uni<UsageAnswer> storeAnswer(Meter before, IdempotencyKey request, UsagePeriod now) {
    return meters
        .find(before.digest())
        .map(found -> found.orElse(before))
        .call(thresholds::announce)
        .chain(meter -> requests.answer(request, answer(meter, now), meter.period().orElse(now)));
  }

  private UsageAnswer answer(Meter meter, UsagePeriod now) {
    return UsageAnswer.of(meter.count(), plans.get(meter.plan()), meter.period().orElse(now));
  }

  private boolean allows(Meter meter, long units) {
    return plans.get(meter.plan()).allows(meter.count(), units);
  }

  private Uni<Optional<Meter>> unfrozen(Optional<Meter> found) {
    return isRotationInterrupted(found)
        ? meters.unfreeze(found.get()).chain(() -> meters.find(found.get().digest()))
        : Uni.createFrom().item(found);
  }

  private boolean isRotationInterrupted(Optional<Meter> found) {
    return found.filter(meter -> meter.isRotationInterrupted(clock.instant())).isPresent();
  }

  private static Meter requireUsable(Optional<Meter> found) {
    Meter meter = found.orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID));
    if (meter.block().isEmpty()) {
      return meter;
    }
    throw ApiException.of(
        switch (meter.block().get()) {
          case SUSPENDED -> ErrorCode.ACCOUNT_SUSPENDED;
          case ROTATING -> ErrorCode.TOKEN_INVALID;
        });
  }

  private ApiException overQuota(Meter meter, UsagePeriod now) {
    Instant reset = meter.period().orElse(now).end();
    Duration wait = Duration.between(clock.instant(), reset);
    return ApiException.later(ErrorCode.QUOTA_EXCEEDED, wait.plusSeconds(1));
  }

  private UsagePeriod now() {
    return UsagePeriod.at(clock.instant());
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }
}
