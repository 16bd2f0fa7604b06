package io.vestibule.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.vestibule.fuzz.FuzzConnection.Response;
import io.vestibule.fuzz.RequestGenerator.Request;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Management;
import io.vestibule.testing.Program;
import io.vestibule.testing.Program.Ended;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sends generated requests to every operation of the OpenAPI document. The service must answer each
 * one: no 5xx except 503 with {@code Retry-After}, every error in the problem form, no secret in an
 * error, no hang. The seed makes a run repeatable: {@code -Dvestibule.fuzz.seed=}, {@code
 * -Dvestibule.fuzz.requests=}.
 */
@QuarkusIntegrationTest
@Tag("fuzz")
class FuzzIT {
  private static final int REQUESTS = Integer.getInteger("vestibule.fuzz.requests", 100_000);
  private static final long SEED = Long.getLong("vestibule.fuzz.seed", 20261126);
  private static final int THREADS = 8;
  private static final int MAX_REPORTED = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  DevServicesContext context;

  private final AtomicInteger sent = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  @Test
  void everyRequestIsAnsweredInTheAgreedForm() throws Exception {
    JsonNode openApi =
        JSON.readTree(
            Management.get("/q/openapi?format=json").then().statusCode(200).extract().asString());
    String host = "127.0.0.1";
    int port = RestAssured.port;
    List<Thread> threads = new ArrayList<>();
    List<Actors> all = new ArrayList<>();
    Person admin = admin();
    for (int number = 0; number < THREADS; number++) {
      Actors actors = Actors.register(admin);
      all.add(actors);
      RequestGenerator generator = new RequestGenerator(openApi, actors, SEED + number);
      threads.add(new Thread(() -> run(host, port, generator, actors.secrets()), "fuzz-" + number));
    }
    long start = System.nanoTime();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(
        "fuzz: seed %d, %d requests in %d s, by status %s"
            .formatted(
                SEED,
                sent.get(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                new TreeMap<>(statuses)));
    assertTrue(
        failures.isEmpty(),
        () ->
            failures.size()
                + " failures:\n"
                + String.join("\n", failures.stream().limit(MAX_REPORTED).toList()));
    assertEquals(REQUESTS / THREADS * THREADS, sent.get());
    for (int expected : new int[] {200, 400, 401, 404}) {
      assertTrue(statuses.containsKey(expected), "no answer with status " + expected);
    }
    // Otherwise most requests would have been sent with the token of an ended session.
    for (Actors actors : all) {
      actors.people().forEach(person -> assertAlive(person));
    }
    assertAlive(admin);
  }

  private static void assertAlive(Person person) {
    person.request().get("/api/user").then().statusCode(200);
  }

  private Person admin() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put("VESTIBULE_KEYS_SEALING", Stores.sealingKey(context));
    Person person = Api.register();
    Ended run = Program.packaged(environment).run("user", "set-role", person.userId(), "admin");
    assertEquals(0, run.exitCode(), run::err);
    return person.loggedInAgain();
  }

  private void run(String host, int port, RequestGenerator generator, List<String> secrets) {
    try (FuzzConnection connection = new FuzzConnection(host, port)) {
      for (int count = 0; count < REQUESTS / THREADS && failures.size() < MAX_REPORTED; count++) {
        Request request = generator.next();
        try {
          Response response = connection.send(request.bytes(), request.head());
          statuses
              .computeIfAbsent(response.status(), status -> new AtomicInteger())
              .incrementAndGet();
          objection(request, response, secrets)
              .ifPresent(objection -> failures.add(told(request, objection)));
        } catch (IOException | RuntimeException failed) {
          failures.add(told(request, failed.toString()));
        }
        sent.incrementAndGet();
      }
    }
  }

  private static Optional<String> objection(
      Request request, Response response, List<String> secrets) {
    int status = response.status();
    if (status >= 500 && !(status == 503 && response.header("retry-after").isPresent())) {
      return Optional.of("status " + status + ": " + response.body());
    }
    if (status < 400) {
      return Optional.empty();
    }
    if (secrets.stream().anyMatch(response.body()::contains)) {
      return Optional.of("status " + status + " echoes a secret");
    }
    if (request.head()) {
      return Optional.empty();
    }
    if (!response.header("content-type").orElse("").startsWith("application/problem+json")) {
      return Optional.of(
          "status "
              + status
              + " is not in the problem form: "
              + response.headers().stream().map(one -> one[0] + ": " + one[1]).toList()
              + response.body());
    }
    try {
      JsonNode problem = JSON.readTree(response.body());
      boolean complete =
          problem.path("status").asInt() == status
              && problem.path("code").isTextual()
              && problem.path("error").isTextual();
      return complete ? Optional.empty() : Optional.of("incomplete problem: " + response.body());
    } catch (IOException notJson) {
      return Optional.of("status " + status + " is not JSON: " + response.body());
    }
  }

  private static String told(Request request, String objection) {
    String text = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    return request.description()
        + " -> "
        + objection
        + "\n    "
        + text.substring(0, Math.min(600, text.length())).replace("\r\n", "⏎");
  }
}
