package io.vestibule.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.KillableService;
import io.vestibule.testing.RunningService;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code kill -9} of the packaged service while it causes, queues and sends events. */
@QuarkusIntegrationTest
class WebhookKillIT {
  private static final int PATIENCE_SECONDS = 180;
  private static final int CLIENTS = 4;

  /** More than the endpoint takes at a time, so that some wait in its lane. */
  private static final int ANSWERED = 8;

  DevServicesContext context;

  private final Receiver receiver = new Receiver();
  private KillableService killable;

  @BeforeEach
  void configure() {
    killable =
        new KillableService(context, "vestibule-killed-events")
            .set("WEBHOOKS_TABLE", "vestibule-killed-webhooks")
            .set("VESTIBULE_THROTTLE_SIGN_UPS", "false")
            // The administrator of this test has no second factor.
            .set("VESTIBULE_MFA_REQUIRED_ROLES", "vendor")
            .set("VESTIBULE_WEBHOOKS_ALLOW_HTTP", "true")
            .set("VESTIBULE_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8")
            .set("VESTIBULE_WEBHOOKS_CONCURRENCY", "2")
            // The requests of the first process hang until it is killed.
            .set("VESTIBULE_WEBHOOKS_TIMEOUT", "60S");
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void everyEventOfAKilledServiceArrivesFromTheNextOne() throws InterruptedException {
    receiver.hanging(true);
    Set<String> answered = ConcurrentHashMap.newKeySet();
    try (RunningService service = killable.start()) {
      listen(service.address());
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      IntStream.range(0, CLIENTS)
          .forEach(client -> clients.execute(() -> signUpUntilKilled(service, answered)));
      Eventually.within(
          PATIENCE_SECONDS,
          () -> assertTrue(answered.size() >= ANSWERED && !receiver.received().isEmpty()));
      // Some clients have no answer yet, some requests hang, some events wait in the lane.
      KillableService.kill(service);
      clients.shutdown();
      assertTrue(clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    int before = receiver.received().size();
    receiver.hanging(false);
    killable.set("VESTIBULE_WEBHOOKS_TIMEOUT", "30S").set("VESTIBULE_OUTBOX_LEASE", "90S");
    try (RunningService next = killable.start()) {
      Eventually.within(
          PATIENCE_SECONDS, () -> assertTrue(delivered(before).containsAll(answered)));
      Eventually.within(PATIENCE_SECONDS, () -> assertEquals(0, killable.messages()));
      assertTrue(next.process().isAlive());
    }
    Map<String, Set<String>> ids =
        receiver.received().stream()
            .collect(
                Collectors.groupingBy(
                    WebhookKillIT::user,
                    Collectors.mapping(Receiver.Received::id, Collectors.toSet())));
    assertEquals(
        Set.of(1),
        ids.values().stream().map(Set::size).collect(Collectors.toSet()),
        "one event of each user, with the same id at every attempt");
  }

  private Set<String> delivered(int before) {
    List<Receiver.Received> all = new ArrayList<>(receiver.received());
    return new HashSet<>(
        all.subList(before, all.size()).stream().map(WebhookKillIT::user).toList());
  }

  private static String user(Receiver.Received request) {
    return request.event().path("data").path("user_id").asText();
  }

  private static Response signUp(URI address) {
    return KillableService.at(address).body(credentials()).post("/api/register");
  }

  private static Map<String, String> credentials() {
    return Api.credentials(Api.freshEmail(), Api.freshPassword());
  }

  private static void signUpUntilKilled(RunningService service, Set<String> answered) {
    while (service.process().isAlive()) {
      try {
        Response registered = signUp(service.address());
        if (registered.statusCode() == 201) {
          answered.add(registered.path("user_id"));
        }
      } catch (Exception killed) {
        // No answer: whether the account exists is unknown.
        return;
      }
    }
  }

  /** An administrator creates the endpoint. */
  private void listen(URI address) {
    Map<String, String> credentials = credentials();
    Response registered = KillableService.at(address).body(credentials).post("/api/register");
    assertEquals(201, registered.statusCode());
    killable.setOfUser(registered.path("user_id"), "role", AttributeValue.fromS("admin"));
    // A token names the role that the account had when it was issued.
    String token = KillableService.at(address).body(credentials).post("/api/login").path("token");
    int created =
        KillableService.at(address)
            .header("Authorization", "Bearer " + token)
            .body(Map.of("url", receiver.url(), "events", List.of("user.created")))
            .post("/api/admin/webhooks")
            .statusCode();
    assertEquals(201, created);
  }
}
