package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the usage that a metered service reports with a customer's token, and reports it. */
@ApplicationScoped
public class UsageService {
  private final KeyUsageService keys;
  private final MeterStore meters;
  private final Plans plans;
  private final InstantSource clock;

  UsageService(KeyUsageService keys, MeterStore meters, Plans plans, InstantSource clock) {
    this.keys = keys;
    this.meters = meters;
    this.plans = plans;
    this.clock = clock;
  }

  /**
   * @throws ApiException with the error of the {@link KeyRefusal}, or {@link
   *     ErrorCode#REQUEST_ID_REUSED}; nothing was counted
   */
  Uni<KeyState> count(ApiToken token, KeyUse use) {
    return keys.use(token, use).map(UsageService::accepted);
  }

  /**
   * The usage report of an account's API token, for its owner.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} if the token was replaced concurrently
   */
  public Uni<UsageReport> report(ApiToken token) {
    return meters
        .find(token.digest())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(
            meter ->
                UsageReport.of(meter, plans.get(meter.plan()), UsagePeriod.at(clock.instant())));
  }

  /**
   * The units of an account's API token by month, for billing: the present month and the closed
   * ones that are kept.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} if the token was replaced concurrently
   */
  public Uni<SortedMap<YearMonth, Long>> unitsByMonth(ApiToken token) {
    return meters
        .find(token.digest())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(
            meter -> {
              SortedMap<YearMonth, Long> units = new TreeMap<>();
              meter.history().forEach((period, count) -> units.put(period.month(), count));
              meter.period().ifPresent(period -> units.put(period.month(), meter.count()));
              return units;
            });
  }

  /**
   * @throws ApiException with the error of the {@link KeyRefusal}
   */
  static KeyState accepted(KeyUsageResult result) {
    if (result instanceof KeyUsageResult.Accepted accepted) {
      return accepted.state();
    }
    KeyUsageResult.Refused refused = (KeyUsageResult.Refused) result;
    ErrorCode error = refused.reason().error();
    throw refused
        .retryAfter()
        .map(
            wait ->
                ApiException.limited(
                    error,
                    wait,
                    refused
                        .state()
                        .map(state -> RateLimitFields.of(state.limits()))
                        .orElse(Map.of())))
        .orElseGet(() -> ApiException.of(error));
  }
}
