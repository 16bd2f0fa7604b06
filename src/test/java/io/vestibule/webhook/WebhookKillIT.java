package io.vestibule.webhook;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
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
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
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
  private Map<String, String> environment;

  @BeforeEach
  void configure() {
    environment = new HashMap<>(Stores.environment(context));
    // The second process must be able to decrypt what the first one wrote.
    environment.putAll(RunningService.secrets());
    environment.put("VESTIBULE_THROTTLE_SIGN_UPS", "false");
    environment.put("VESTIBULE_SIGN_UP_VERIFICATION", "off");
    // The administrator of this test has no second factor.
    environment.put("VESTIBULE_MFA_REQUIRED_ROLES", "vendor");
    environment.put("VESTIBULE_WEBHOOKS_ALLOW_HTTP", "true");
    environment.put("VESTIBULE_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8");
    environment.put("VESTIBULE_WEBHOOKS_CONCURRENCY", "2");
    // The requests of the first process hang until it is killed.
    environment.put("VESTIBULE_WEBHOOKS_TIMEOUT", "60S");
    environment.put("VESTIBULE_OUTBOX_TIMEOUT", "5S");
    environment.put("VESTIBULE_OUTBOX_LEASE", "8S");
    environment.put("VESTIBULE_OUTBOX_POLL_EVERY", "0.3S");
    environment.put("OUTBOX_TABLE", "vestibule-killed-events");
    environment.put("WEBHOOKS_TABLE", "vestibule-killed-webhooks");
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void everyEventOfAKilledServiceArrivesFromTheNextOne() throws InterruptedException {
    receiver.hanging(true);
    Set<String> answered = ConcurrentHashMap.newKeySet();
    try (RunningService service = RunningService.start(environment)) {
      listen(service.address());
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      IntStream.range(0, CLIENTS)
          .forEach(client -> clients.execute(() -> signUpUntilKilled(service, answered)));
      Eventually.within(
          PATIENCE_SECONDS,
          () -> assertTrue(answered.size() >= ANSWERED && !receiver.received().isEmpty()));
      // Some clients have no answer yet, some requests hang, some events wait in the lane.
      service.process().destroyForcibly().waitFor();
      clients.shutdown();
      assertTrue(clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    int before = receiver.received().size();
    receiver.hanging(false);
    environment.put("VESTIBULE_WEBHOOKS_TIMEOUT", "30S");
    environment.put("VESTIBULE_OUTBOX_LEASE", "90S");
    try (RunningService next = RunningService.start(environment)) {
      Eventually.within(
          PATIENCE_SECONDS, () -> assertTrue(delivered(before).containsAll(answered)));
      Eventually.within(PATIENCE_SECONDS, () -> assertEquals(0, rows()));
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

  private static RequestSpecification at(URI address) {
    return given().baseUri(address.toString()).contentType(ContentType.JSON);
  }

  private static Response signUp(URI address) {
    return at(address).body(credentials()).post("/api/register");
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
    Response registered = at(address).body(credentials).post("/api/register");
    assertEquals(201, registered.statusCode());
    String userId = registered.path("user_id");
    try (DynamoDbAsyncClient client = client()) {
      client
          .updateItem(
              update ->
                  update
                      .tableName("vestibule-users")
                      .key(Map.of("user_id", AttributeValue.fromS(userId)))
                      .updateExpression("SET #role = :admin")
                      .expressionAttributeNames(Map.of("#role", "role"))
                      .expressionAttributeValues(Map.of(":admin", AttributeValue.fromS("admin"))))
          .join();
    }
    // A token names the role that the account had when it was issued.
    String token = at(address).body(credentials).post("/api/login").path("token");
    int created =
        at(address)
            .header("Authorization", "Bearer " + token)
            .body(Map.of("url", receiver.url(), "events", List.of("user.created")))
            .post("/api/admin/webhooks")
            .statusCode();
    assertEquals(201, created);
  }

  private int rows() {
    try (DynamoDbAsyncClient client = client()) {
      return client
          .scan(scan -> scan.tableName("vestibule-killed-events").consistentRead(true))
          .join()
          .count();
    }
  }

  private DynamoDbAsyncClient client() {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_DYNAMODB")))
        .region(Region.of(environment.get("AWS_REGION")))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    environment.get("AWS_ACCESS_KEY_ID"),
                    environment.get("AWS_SECRET_ACCESS_KEY"))))
        .build();
  }
}
