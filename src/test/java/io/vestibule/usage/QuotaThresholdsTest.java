package io.vestibule.usage;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.event.EventPublisher;
import io.vestibule.outbox.OutboxPoller;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.OwnOutbox;
import io.vestibule.testing.Rows;
import io.vestibule.webhook.Receiver;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each threshold is announced once in a period, however many calls cross it. */
@QuarkusTest
@TestProfile(OwnOutbox.class)
class QuotaThresholdsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATH = "/api/admin/webhooks";
  private static final int CLIENTS = 30;

  @Inject AccountService accounts;
  @Inject MeterStore meters;
  @Inject KeyDirectory keys;
  @Inject KeyHistoryStore histories;
  @Inject IdempotencyStore requests;
  @Inject RefusedKeys refused;
  @Inject Plans plans;
  @Inject EventPublisher events;
  @Inject OutboxPoller poller;
  @Inject InstantSource clock;

  private final Receiver receiver = new Receiver();
  private Person admin;
  private String endpoint;

  @BeforeEach
  void listen() {
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(PATIENCE);
    admin = person.loggedInAgain();
    endpoint =
        admin
            .request()
            .body(Map.of("url", receiver.url(), "events", List.of("quota.threshold")))
            .post(PATH)
            .path("webhook.id");
  }

  @AfterEach
  void close() {
    receiver.close();
    admin.request().delete(PATH + "/" + endpoint);
    Rows.outbox().where("kind", "webhook").forEach(row -> Rows.outbox().delete(row.get("id").s()));
  }

  private List<Integer> announced() {
    return receiver.received().stream()
        .map(event -> event.event().path("data").path("percent").asInt())
        .sorted()
        .toList();
  }

  private void awaitAnnounced(Integer... percents) {
    Rows.outbox().where("kind", "mail").forEach(row -> Rows.outbox().delete(row.get("id").s()));
    Eventually.holds(
        () -> {
          poller.deliverDue().await().atMost(PATIENCE);
          assertEquals(List.of(percents), announced());
        });
  }

  private UsageService server() {
    KeyUsageService uses =
        new KeyUsageService(
            keys,
            meters,
            histories,
            requests,
            new UsageBatcher(requests, clock),
            refused,
            plans,
            new QuotaThresholds(meters, plans, events),
            clock);
    return new UsageService(uses, meters, plans, clock);
  }

  @Test
  void concurrentCallsOfThreeServersAnnounceEachThresholdOnce() {
    ApiToken token = ApiToken.parse(ApiTokenOwner.signUp().apiToken()).orElseThrow();
    List<UsageService> servers = IntStream.range(0, 3).mapToObj(number -> server()).toList();
    count(servers.get(0), token, 700, Optional.empty());

    ConcurrentClients.of(
        CLIENTS,
        client ->
            IntStream.range(0, 10)
                .mapToObj(
                    call ->
                        count(
                            servers.get(client % servers.size()),
                            token,
                            1,
                            requestId(client, call)))
                .toList());

    awaitAnnounced(80, 95, 100);
    assertEquals(3, receiver.received().size());
    assertEquals(3, receiver.received().stream().map(Receiver.Received::id).distinct().count());
  }

  private static KeyState count(
      UsageService server, ApiToken token, long units, Optional<String> requestId) {
    return server
        .count(token, new KeyUse(units, List.of(), Optional.empty(), requestId))
        .await()
        .atMost(PATIENCE);
  }

  /** Every fifth client counts in transactions. */
  private static Optional<String> requestId(int client, int call) {
    return client % 5 == 0 ? Optional.of(client + "-" + call) : Optional.empty();
  }

  @Test
  void oneCallMayCrossSeveralThresholds() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(799, null).then().statusCode(200);
    customer.use(160, null).then().statusCode(200);
    awaitAnnounced(80, 95);

    customer.session().post("/api/user/api-token").then().statusCode(200);
    String token = customer.session().get("/api/auth/session").path("api_token");
    Api.json()
        .header("X-API-Key", token)
        .body(Map.of("units", 41))
        .post("/api/usage")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(1000));
    awaitAnnounced(80, 95, 100);
  }

  /** A server that stopped after the count, before the announcement. */
  @Test
  void aThresholdThatWasNotAnnouncedIsAnnouncedByTheNextCall() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    ApiToken token = ApiToken.parse(customer.apiToken()).orElseThrow();
    meters
        .count(PresentedKey.unnamed(token.digest()), 1000, clock.instant())
        .await()
        .atMost(PATIENCE);

    assertEquals(429, customer.use(1, null).statusCode());

    awaitAnnounced(80, 95, 100);
    assertEquals(429, customer.use(1, null).statusCode());
    awaitAnnounced(80, 95, 100);
  }
}
