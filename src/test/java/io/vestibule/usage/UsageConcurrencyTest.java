package io.vestibule.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountService;
import io.vestibule.contract.QuotaExactness;
import io.vestibule.testing.Examinations;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fifty concurrent clients of one token: no count is lost or doubled. */
@QuarkusTest
class UsageConcurrencyTest {
  private static final int CLIENTS = 50;
  private static final int CALLS_EACH = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject AccountService accounts;
  @Inject MeterStore meters;
  @Inject KeyDirectory keys;
  @Inject KeyHistoryStore histories;
  @Inject IdempotencyStore requests;
  @Inject RefusedKeys refused;
  @Inject Plans plans;
  @Inject QuotaThresholds thresholds;
  @Inject InstantSource clock;

  @Test
  void all2000CallsAreCountedOnceAndRepetitionsAreNot() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    accounts.setPlan(customer.userId(), "pro").await().atMost(PATIENCE);

    // Every fourth call has a request id, and five clients use each id.
    List<String> answers =
        flat(
            ConcurrentClients.of(
                CLIENTS,
                client ->
                    calls(
                        customer,
                        call ->
                            call % 4 == 0
                                ? "{\"request_id\":\"r-%d-%d\"}".formatted(client % 10, call)
                                : "{}")));

    assertEquals(Map.of("200", 2000L), tally(answers));
    assertEquals(CLIENTS * 30 + 10 * 10, customer.count());
  }

  @Test
  void aLimitOf1000AllowsExactly1000() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    List<String> answers =
        flat(
            ConcurrentClients.of(
                CLIENTS,
                client ->
                    calls(
                        customer,
                        call ->
                            call % 4 == 0
                                ? "{\"request_id\":\"r-%d-%d\"}".formatted(client, call)
                                : "{}")));

    assertEquals(Map.of("200", 1000L, "429", 1000L), tally(answers));
    assertEquals(1000, customer.count());
  }

  @Test
  void unitsNeverExceedTheLimit() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    List<String> answers =
        flat(ConcurrentClients.of(CLIENTS, client -> calls(customer, call -> "{\"units\":7}")));

    assertEquals(Map.of("200", 142L, "429", 2000L - 142), tally(answers));
    assertEquals(994, customer.count());
  }

  @Test
  void theLastUnitsGoToExactlyAsManyCalls() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    Examinations.assertHolds(new QuotaExactness(CLIENTS), customer.email(), customer.password());

    assertEquals(1000, customer.count());
  }

  /** Three servers with conflicting transactions. */
  @Test
  void conflictingTransactionsSucceedEventually() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    ApiToken token = ApiToken.parse(customer.apiToken()).orElseThrow();
    List<UsageService> servers = IntStream.range(0, 3).mapToObj(server -> server()).toList();

    List<Long> counts =
        ItemLocks.with(
            () ->
                flat(
                    ConcurrentClients.of(
                        CLIENTS,
                        client ->
                            IntStream.range(0, 10)
                                .mapToObj(call -> client + "/" + call)
                                .map(id -> use(servers.get(client % 3), token, id))
                                .toList())));

    assertTrue(ItemLocks.conflicts() > 0, "the servers did meet");
    assertEquals(500, counts.size());
    assertEquals(500, Collections.max(counts));
    assertEquals(500, customer.count());
  }

  private UsageService server() {
    UsageBatcher batches = new UsageBatcher(requests, clock);
    return new UsageService(
        new KeyUsageService(
            keys, meters, histories, requests, batches, refused, plans, thresholds, clock),
        meters,
        plans,
        clock);
  }

  /** Repeats the request with the same id after 503, as a client does. */
  private static long use(UsageService server, ApiToken token, String id) {
    while (true) {
      try {
        return server
            .count(token, new KeyUse(1, List.of(), Optional.empty(), Optional.of(id)))
            .await()
            .atMost(PATIENCE)
            .usage()
            .usageCount();
      } catch (ApiException busy) {
        assertEquals(ErrorCode.UNAVAILABLE, busy.code());
      }
    }
  }

  /** Status codes, with the body of responses other than 200 and 429. */
  private static List<String> calls(ApiTokenOwner customer, Function<Integer, String> report) {
    List<String> answers = new ArrayList<>();
    for (int call = 0; call < CALLS_EACH; call++) {
      var answer = customer.report(report.apply(call));
      boolean expected = answer.statusCode() == 200 || answer.statusCode() == 429;
      answers.add(answer.statusCode() + (expected ? "" : " " + answer.body()));
    }
    return answers;
  }

  private static <T> List<T> flat(List<List<T>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  private static Map<String, Long> tally(List<String> answers) {
    return answers.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
