package io.vestibule.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.usage.UsageReport.PeriodUsage;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The change of the month (UTC), with a fixed clock. */
@QuarkusTest
class UsagePeriodTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject MeterStore meters;
  @Inject KeyDirectory keys;
  @Inject KeyHistoryStore histories;
  @Inject IdempotencyStore requests;
  @Inject RefusedKeys refused;
  @Inject Plans plans;
  @Inject QuotaThresholds thresholds;

  private ApiToken token;
  private YearMonth firstMonth;

  @BeforeEach
  void signUp() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    token = ApiToken.parse(customer.apiToken()).orElseThrow();
    firstMonth =
        meters
            .find(token.digest())
            .await()
            .atMost(PATIENCE)
            .flatMap(Meter::period)
            .orElseThrow()
            .month();
  }

  @Test
  void theCounterStartsAtZeroAndTheOldMonthIsKept() {
    use(lastMoment(0), 1000);
    assertOverQuota(lastMoment(0), Duration.ofSeconds(1));

    UsageAnswer first = use(begin(1), 3);

    assertEquals(3, first.usageCount());
    assertEquals(997, first.remaining());
    assertEquals(begin(2), first.resetsAt());
    assertEquals(List.of(usage(1, 3), usage(0, 1000)), report(begin(1)).periods());
  }

  @Test
  void theReportShowsTheNewMonthBeforeAnythingIsCounted() {
    use(lastMoment(0), 5);

    UsageReport report = report(begin(2));

    assertEquals(0, report.usageCount());
    assertEquals(begin(3), report.resetsAt());
    assertEquals(List.of(usage(2, 0), usage(1, 0), usage(0, 5)), report.periods());
  }

  @Test
  void twelvePeriodsAreKeptAndShown() {
    for (int month = 0; month < 15; month++) {
      use(begin(month), month + 1);
    }

    List<PeriodUsage> periods = report(begin(14)).periods();

    assertEquals(12, periods.size());
    assertEquals(usage(14, 15), periods.get(0));
    assertEquals(usage(3, 4), periods.get(11));
    assertEquals(11, meter().history().size());
  }

  @Test
  void monthsWithoutUsageAreReportedAsZeroAndDroppedInTurn() {
    use(begin(0), 1);
    use(begin(20), 2);

    List<PeriodUsage> periods = report(begin(20)).periods();

    assertEquals(12, periods.size());
    assertEquals(usage(20, 2), periods.get(0));
    assertEquals(usage(19, 0), periods.get(1));
  }

  @Test
  void aServerWhoseClockIsBehindCountsInTheStoredMonth() {
    use(begin(1), 2);

    UsageAnswer answer = use(lastMoment(0), 1);

    assertEquals(3, answer.usageCount());
    assertEquals(begin(2), answer.resetsAt());
    assertEquals(3, report(lastMoment(0)).usageCount());
  }

  @Test
  void exceedingTheNewMonthsLimitKeepsTheOldCount() {
    use(lastMoment(0), 7);

    ApiException refusal = assertThrows(ApiException.class, () -> use(begin(1), 1001));

    assertEquals(ErrorCode.QUOTA_EXCEEDED, refusal.code());
    assertEquals(List.of(usage(1, 0), usage(0, 7)), report(begin(1)).periods());
  }

  @Test
  void concurrentCallsAtTheChangeOfTheMonthAreAllCounted() {
    use(lastMoment(0), 11);

    ConcurrentClients.of(
        30, number -> number % 3 == 0 ? use(begin(1), 1, "r" + number) : use(begin(1), 1));

    assertEquals(List.of(usage(1, 30), usage(0, 11)), report(begin(1)).periods());
  }

  @Test
  void aRequestIdIsStoredFor24HoursAcrossTheChangeOfTheMonth() {
    UsageAnswer first = use(lastMoment(0), 4, "same");

    assertEquals(first, use(begin(1), 4, "same"));
    Instant later = lastMoment(0).plus(Duration.ofHours(24)).plusSeconds(1);
    UsageAnswer anew = use(later, 4, "same");

    assertEquals(4, anew.usageCount());
    assertEquals(begin(2), anew.resetsAt());
  }

  @Test
  void aRowWithoutAPeriodStartsAtZero() {
    Meter meter = meter();
    Meter old =
        new Meter(
            meter.digest(),
            meter.userId(),
            meter.plan(),
            Optional.empty(),
            meter.count(),
            meter.history(),
            meter.block(),
            meter.frozenUntil(),
            meter.announced(),
            meter.createdAt(),
            meter.keys());

    assertTrue(old.isBehind(new UsagePeriod(firstMonth)));
    assertEquals(
        Optional.of(new UsagePeriod(firstMonth)), old.at(new UsagePeriod(firstMonth)).period());
  }

  private UsageAnswer use(Instant moment, long units) {
    return service(moment)
        .count(token, new KeyUse(units, List.of(), Optional.empty(), Optional.empty()))
        .map(KeyState::usage)
        .await()
        .atMost(PATIENCE);
  }

  private UsageAnswer use(Instant moment, long units, String requestId) {
    return service(moment)
        .count(token, new KeyUse(units, List.of(), Optional.empty(), Optional.of(requestId)))
        .map(KeyState::usage)
        .await()
        .atMost(PATIENCE);
  }

  private void assertOverQuota(Instant moment, Duration wait) {
    ApiException refusal = assertThrows(ApiException.class, () -> use(moment, 1));
    assertEquals(ErrorCode.QUOTA_EXCEEDED, refusal.code());
    assertEquals(wait.toSeconds(), refusal.retryAfter().orElseThrow().toSeconds());
  }

  private UsageReport report(Instant moment) {
    return service(moment).report(token).await().atMost(PATIENCE);
  }

  private Meter meter() {
    return meters.find(token.digest()).await().atMost(PATIENCE).orElseThrow();
  }

  private UsageService service(Instant moment) {
    UsageBatcher batches = new UsageBatcher(requests, () -> moment);
    return new UsageService(
        new KeyUsageService(
            keys, meters, histories, requests, batches, refused, plans, thresholds, () -> moment),
        meters,
        plans,
        () -> moment);
  }

  private PeriodUsage usage(int month, long count) {
    return new PeriodUsage(firstMonth.plusMonths(month).toString(), count);
  }

  /** The start of a month, counted from the month of the sign-up. */
  private Instant begin(int month) {
    return firstMonth.plusMonths(month).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Instant lastMoment(int month) {
    return begin(month + 1).minusMillis(1);
  }
}
