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
 * Counts what an API token uses against its plan. A call is one conditional write; only the first
 * of a month needs more, and a call that names itself is a transaction
 * (docs/decisions/0020-metering.md).
 */
@ApplicationScoped
public class UsageService {
  /**
   * The first of a month finds the period over, closes it and counts; once more for good measure.
   */
  private static final int ATTEMPTS = 3;

  private final MeterStore meters;
  private final RequestStore requests;
  private final Plans plans;
  private final Batches batches;
  private final InstantSource clock;

  UsageService(
      MeterStore meters, RequestStore requests, Plans plans, Batches batches, InstantSource clock) {
    this.meters = meters;
    this.requests = requests;
    this.plans = plans;
    this.batches = batches;
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
   * The meter of a token, for its owner.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} where the token is no longer the owner's
   */
  public Uni<UsageReport> report(ApiToken token) {
    return meters
        .find(token.digest())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(meter -> UsageReport.of(meter, plans.named(meter.plan()), now()));
  }

  private Uni<UsageAnswer> count(String digest, long units, int attempts) {
    Period now = now();
    return meters
        .count(digest, units, now)
        .chain(
            counted -> {
              if (counted instanceof Counted.Done done) {
                return Uni.createFrom().item(answer(done.meter(), now));
              }
              Meter meter = usable(((Counted.Refused) counted).meter());
              return attempts > 1 && meter.isBehind(now)
                  ? meters.rollOver(meter, now).chain(() -> count(digest, units, attempts - 1))
                  : Uni.createFrom().failure(overQuota(meter, now));
            });
  }

  private Uni<UsageAnswer> countOnce(String digest, long units, String id) {
    Period now = now();
    return meters
        .find(digest)
        .map(UsageService::usable)
        .call(meter -> meter.isBehind(now) ? meters.rollOver(meter, now) : done())
        .chain(
            meter -> {
              NamedUse use = new NamedUse(RequestKey.of(meter.userId(), id), units);
              return allows(meter.at(now), units)
                  ? countOnce(meter, use, now)
                  : repeatOnly(meter, use, now);
            });
  }

  private Uni<UsageAnswer> countOnce(Meter meter, NamedUse use, Period now) {
    return batches
        .count(meter.digest(), use)
        .chain(
            counted -> {
              if (counted instanceof CountedOnce.Done) {
                return settle(meter, use.request(), now);
              }
              if (counted instanceof CountedOnce.Repeated repeated) {
                return repeat(meter, use, repeated.request(), now);
              }
              throw overQuota(usable(((CountedOnce.Refused) counted).meter()), now);
            });
  }

  /** What cannot be counted any more may have been before: that needs no transaction. */
  private Uni<UsageAnswer> repeatOnly(Meter meter, NamedUse use, Period now) {
    return requests
        .find(use.request(), clock.instant())
        .chain(
            found ->
                found
                    .map(request -> repeat(meter, use, request, now))
                    .orElseGet(() -> Uni.createFrom().failure(overQuota(meter, now))));
  }

  private Uni<UsageAnswer> repeat(
      Meter meter, NamedUse use, RememberedRequest request, Period now) {
    if (request.units() != use.units()) {
      throw ApiException.of(ErrorCode.REQUEST_ID_REUSED);
    }
    return request
        .answer()
        .map(answer -> Uni.createFrom().item(answer))
        .orElseGet(() -> settle(meter, use.request(), now));
  }

  /** A transaction tells no counts: they are read, and what is read first is what stays. */
  private Uni<UsageAnswer> settle(Meter before, RequestKey request, Period now) {
    return meters
        .find(before.digest())
        .map(found -> found.orElse(before))
        .chain(meter -> requests.answer(request, answer(meter, now), meter.period().orElse(now)));
  }

  private UsageAnswer answer(Meter meter, Period now) {
    return UsageAnswer.of(meter.count(), plans.named(meter.plan()), meter.period().orElse(now));
  }

  private boolean allows(Meter meter, long units) {
    return plans.named(meter.plan()).allows(meter.count(), units);
  }

  private static Meter usable(Optional<Meter> found) {
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

  private ApiException overQuota(Meter meter, Period now) {
    Instant reset = meter.period().orElse(now).end();
    Duration wait = Duration.between(clock.instant(), reset);
    return ApiException.later(ErrorCode.QUOTA_EXCEEDED, wait.plusSeconds(1));
  }

  private Period now() {
    return Period.at(clock.instant());
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }
}
