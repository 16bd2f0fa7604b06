package io.vestibule.usage;

import static io.vestibule.usage.KeyRefusal.RATE_LIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.apikey.KeyClient;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.usage.KeyUsageReport.DayUsage;
import io.vestibule.usage.KeyUsageReport.MonthUsage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Days, months and windows of keys, at any time; and rows as version 1 wrote them. */
@QuarkusTest
class KeyMeterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject MeterStore meters;
  @Inject KeyDirectory directory;
  @Inject KeyHistoryStore histories;
  @Inject ApiKeyStore store;
  @Inject IdempotencyStore requests;
  @Inject KeyScopes scopes;
  @Inject RefusedKeys refused;
  @Inject Plans plans;
  @Inject QuotaThresholds thresholds;

  private ApiTokenOwner owner;

  /** The start of the first day of the next month. */
  private final Instant month =
      YearMonth.now(ZoneOffset.UTC).plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();

  @BeforeEach
  void signUp() {
    owner = ApiTokenOwner.signUp();
  }

  @Test
  void usageIsReportedByKeyAndDayAndMonth() {
    KeyClient key = KeyClient.create(owner, Map.of());
    accept(key, 1, day(0));
    accept(key, 2, day(0));
    assertAccepted(use(unnamed(), 5, day(0)));
    accept(key, 4, day(1));
    accept(key, 8, day(40));

    KeyUsageReport report = report(key.id(), day(40));

    assertEquals(List.of(dayUsage(40, 8), dayUsage(1, 4), dayUsage(0, 3)), report.days());
    assertEquals(
        List.of(new MonthUsage(monthOf(day(40)), 8), new MonthUsage(monthOf(day(0)), 7)),
        report.months());
    assertEquals(List.of(dayUsage(0, 5)), report("default", day(40)).days());
  }

  @Test
  void ninetyDaysAndTwentyFourMonthsAreKept() {
    KeyClient key = KeyClient.create(owner, Map.of());
    for (int day = 0; day <= 800; day += 10) {
      accept(key, 1, day(day));
    }
    accept(key, 1, day(801));

    KeyUsageReport report = report(key.id(), day(801));

    assertEquals(dayUsage(801, 1), report.days().get(0));
    assertEquals(dayUsage(720, 1), report.days().get(report.days().size() - 1));
    assertEquals(24, report.months().size());
    Map<String, AttributeValue> row =
        Rows.apiTokens().find("usage:" + owner.userId() + ":" + key.id()).orElseThrow();
    assertTrue(row.size() <= 2 + 90 + 24, () -> "the row does not grow: " + row.keySet());
  }

  @Test
  void theQuotaOfAKeyStartsAnewEachMonth() {
    KeyClient key = KeyClient.create(owner, Map.of("quota", 10));
    accept(key, 10, day(0));
    assertEquals(KeyRefusal.KEY_QUOTA_EXCEEDED, refusal(key, 1, day(1)).reason());

    accept(key, 10, day(31));

    assertEquals(KeyRefusal.KEY_QUOTA_EXCEEDED, refusal(key, 1, day(31)).reason());
  }

  @Test
  void theRateLimitsEachWindow() {
    KeyClient key =
        KeyClient.create(owner, Map.of("rate", Map.of("limit", 2, "window_seconds", 60)));
    Instant start = day(0);
    accept(key, 5, start);
    accept(key, 5, start.plusSeconds(59));

    KeyUsageResult.Refused refused = refusal(key, 1, start.plusSeconds(59));

    assertEquals(KeyRefusal.RATE_LIMITED, refused.reason());
    assertEquals(Optional.of(Duration.ofSeconds(2)), refused.retryAfter());
    accept(key, 1, start.plusSeconds(60));
  }

  /** Also of a server whose clock is behind that of another one. */
  @Test
  void aClockThatJumpsBackChangesNothing() {
    KeyClient key =
        KeyClient.create(owner, Map.of("rate", Map.of("limit", 2, "window_seconds", 60)));
    accept(key, 1, day(1));
    accept(key, 1, day(1).minusSeconds(60));

    assertEquals(KeyRefusal.RATE_LIMITED, refusal(key, 1, day(1).minusSeconds(1)).reason());
    assertEquals(KeyRefusal.RATE_LIMITED, refusal(key, 1, day(0)).reason());
    assertEquals(List.of(dayUsage(1, 2)), report(key.id(), day(1)).days());
  }

  @Test
  void concurrentCallsAtTheChangeOfTheDayAreAllCounted() {
    KeyClient key = KeyClient.create(owner, Map.of());
    accept(key, 11, day(0));

    ConcurrentClients.of(
        20,
        number -> {
          Optional<String> requestId =
              number % 3 == 0 ? Optional.of("r" + number) : Optional.empty();
          return assertAccepted(
              service(day(1).plusSeconds(number % 2 == 0 ? 0 : -1))
                  .use(token(key.secret()), new KeyUse(1, List.of(), Optional.empty(), requestId))
                  .await()
                  .atMost(PATIENCE));
        });

    List<DayUsage> days = report(key.id(), day(1)).days();
    assertEquals(31, days.stream().mapToLong(DayUsage::usageCount).sum(), days::toString);
    assertEquals(31, report(key.id(), day(1)).months().get(0).usageCount());
  }

  /** The row of an API token has no counters of keys; its token works, is counted and reported. */
  @Test
  void aRowOfThePreviousVersionIsMigratedWhenItIsUsed() {
    assertAccepted(use(unnamed(), 7, Instant.now()));
    asVersion1();

    KeyState state = assertAccepted(use(unnamed(), 2, Instant.now()));

    assertEquals(9, state.usage().usageCount());
    assertEquals(9, owner.count());
    assertEquals(9, report("default", Instant.now()).months().get(0).usageCount());
    assertEquals(2, report("default", Instant.now()).days().get(0).usageCount());
  }

  @Test
  void aRowOfThePreviousVersionKeepsItsMonths() {
    Map<String, AttributeValue> history =
        Map.of(YearMonth.now(ZoneOffset.UTC).minusMonths(1).toString(), AttributeValue.fromN("33"));
    asVersion1();
    Rows.apiTokens().set(digest(), "history", AttributeValue.fromM(history));

    assertAccepted(
        service(Instant.now())
            .use(unnamed(), new KeyUse(3, List.of(), Optional.empty(), Optional.of("once")))
            .await()
            .atMost(PATIENCE));

    assertEquals(
        List.of(3L, 33L),
        report("default", Instant.now()).months().stream().map(MonthUsage::usageCount).toList());
  }

  @Test
  void aRowOfThePreviousVersionGetsNamedKeys() {
    asVersion1();

    KeyClient key = KeyClient.create(owner, Map.of());

    key.use(4).then().statusCode(200);
    assertEquals(4, owner.count());
  }

  /** A server of the previous version counts on the row that this version has migrated. */
  @Test
  void theMeterIsOneRowForBothVersions() {
    KeyClient key = KeyClient.create(owner, Map.of());
    key.use(4).then().statusCode(200);
    Map<String, AttributeValue> row = Rows.apiTokens().find(digest()).orElseThrow();

    assertEquals("4", row.get("usage_count").n());
    Rows.apiTokens().set(digest(), "usage_count", AttributeValue.fromN("999"));

    assertAccepted(use(token(key.secret()), 1, Instant.now()));
    assertEquals(KeyRefusal.QUOTA_EXCEEDED, refusal(key, 1, Instant.now()).reason());
  }

  /** DynamoDB charges a failed write to the partition of the account. */
  @Test
  void refusedUsesAreReadsAndARaisedLimitAppliesToTheNextUse() {
    KeyClient key =
        KeyClient.create(owner, Map.of("rate", Map.of("limit", 1, "window_seconds", 86_400)));
    Instant start = day(0);
    accept(key, 1, start);
    refusal(key, 1, start);

    assertEquals(
        List.of("GetItem"), StoreFaults.requests(() -> refusal(key, 1, start.plusSeconds(1))));
    List<String> concurrent =
        StoreFaults.requests(
            () ->
                ConcurrentClients.of(30, client -> refusal(key, 1, start).reason())
                    .forEach(reason -> assertEquals(RATE_LIMITED, reason)));
    // Reads that start together are one request.
    assertTrue(Set.of("GetItem", "BatchGetItem").containsAll(concurrent), concurrent::toString);

    key.patch(Map.of("rate", Map.of("limit", 2, "window_seconds", 86_400))).then().statusCode(200);
    accept(key, 1, start);
    assertEquals(RATE_LIMITED, refusal(key, 1, start).reason());
    accept(key, 1, day(1));
  }

  @Test
  void theApiTokenAlsoReadsAfterItsPlanRefused() {
    Rows.apiTokens().set(digest(), "usage_count", AttributeValue.fromN("1000"));
    Instant now = Instant.now();
    assertInstanceOf(KeyUsageResult.Refused.class, use(unnamed(), 1, now));

    assertEquals(List.of("GetItem"), StoreFaults.requests(() -> use(unnamed(), 1, now)));
    Rows.apiTokens().set(digest(), "usage_count", AttributeValue.fromN("999"));
    assertAccepted(use(unnamed(), 1, now));
  }

  /** The proof of an address ends keys by removing them from the meter. */
  @Test
  void anEndedKeyIsUnknownAndItsRowsAreDeletedWhenItIsPresented() {
    KeyClient old = KeyClient.create(owner, Map.of());
    KeyClient key = old.rotate(3600);
    accept(key, 1, Instant.now());
    Map<String, AttributeValue> meter = Rows.apiTokens().find(digest()).orElseThrow();
    Rows.apiTokens().set(digest(), "keys", KeyMeterItems.unnamedOf(meter.get("keys")));

    assertEquals(KeyRefusal.NOT_FOUND, refusal(key, 1, Instant.now()).reason());

    for (String row :
        List.of(
            token(key.secret()).digest(),
            token(old.secret()).digest(),
            ApiKeyItems.rowKey(owner.userId(), key.id()),
            KeyHistoryItems.rowKey(owner.userId(), key.id()))) {
      assertTrue(Rows.apiTokens().find(row).isEmpty(), row);
    }
    // One failed write on a row that does not exist, none on the meter.
    assertEquals(
        List.of("UpdateItem"),
        StoreFaults.requests(
            () -> assertEquals(KeyRefusal.NOT_FOUND, refusal(old, 1, Instant.now()).reason())));
  }

  private void asVersion1() {
    Map<String, AttributeValue> row = new HashMap<>(Rows.apiTokens().find(digest()).orElseThrow());
    row.remove("keys");
    Rows.apiTokens().put(row);
  }

  private String digest() {
    return unnamed().digest();
  }

  private ApiToken unnamed() {
    return token(owner.apiToken());
  }

  private static ApiToken token(String secret) {
    return ApiToken.parse(secret).orElseThrow();
  }

  private void accept(KeyClient key, long units, Instant moment) {
    assertAccepted(use(token(key.secret()), units, moment));
  }

  private static KeyState assertAccepted(KeyUsageResult result) {
    return assertInstanceOf(KeyUsageResult.Accepted.class, result).state();
  }

  private KeyUsageResult.Refused refusal(KeyClient key, long units, Instant moment) {
    return assertInstanceOf(KeyUsageResult.Refused.class, use(token(key.secret()), units, moment));
  }

  private KeyUsageResult use(ApiToken token, long units, Instant moment) {
    return service(moment)
        .use(token, new KeyUse(units, List.of(), Optional.empty(), Optional.empty()))
        .await()
        .atMost(PATIENCE);
  }

  private KeyUsageService service(Instant moment) {
    return new KeyUsageService(
        directory,
        meters,
        histories,
        requests,
        new UsageBatcher(requests, () -> moment),
        refused,
        plans,
        thresholds,
        () -> moment);
  }

  private KeyUsageReport report(String keyId, Instant moment) {
    return new ApiKeys(store, meters, histories, scopes, () -> moment)
        .report(unnamed(), keyId)
        .await()
        .atMost(PATIENCE);
  }

  private Instant day(int number) {
    return month.plus(number, ChronoUnit.DAYS);
  }

  private DayUsage dayUsage(int number, long count) {
    return new DayUsage(LocalDate.ofInstant(day(number), ZoneOffset.UTC).toString(), count);
  }

  private static String monthOf(Instant moment) {
    return YearMonth.from(moment.atZone(ZoneOffset.UTC)).toString();
  }
}
