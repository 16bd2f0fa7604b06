package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.account.AccountService;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client that closes the connection does not interrupt a mutation: before its first write to the
 * store and after each write, for every route that changes data.
 */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class ClosedConnectionTest {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> WRITES =
      Set.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Off by default; one conditional write that nothing follows; routes that write nothing. */
  private static final Set<String> NOT_TESTED =
      Set.of(
          "POST /api/auth/code",
          "POST /api/auth/code/login",
          "POST /api/admin/outbox/{id}/replay",
          "POST /api/admin/webhooks/{id}/deliveries/{delivery_id}/replay",
          "POST /api/admin/webhooks/{id}/test",
          "POST /api/auth/mfa/options",
          "POST /api/auth/passkey/options",
          "POST /api/auth/password/reset/options",
          "POST /api/auth/reauthenticate/options",
          "POST /api/user/passkeys/options");

  private static TestIssuer lab;

  @Inject AccountService accounts;
  @Inject MutationCompletion completion;

  @BeforeAll
  static void listen() {
    lab = TestIssuer.listening(ExternalIssuers.LAB);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(
            MutationScenarios.all(),
            RecoveryScenarios.all(),
            RedirectScenarios.all(),
            PasskeyScenarios.all(),
            ApiKeyScenarios.all(),
            FactorScenarios.all(),
            PaymentScenarios.all(),
            ServiceKeyScenarios.all(),
            UserScenarios.all(),
            WebhookScenarios.all())
        .flatMap(all -> all);
  }

  @Test
  void everyRouteThatChangesDataIsTested() {
    Set<String> tested = scenarios().map(Scenario::route).collect(Collectors.toSet());
    tested.addAll(NOT_TESTED);

    Set<String> mutating = mutatingRoutes();
    mutating.add(RedirectScenarios.GET_CALLBACK);

    assertEquals(new TreeSet<>(tested), mutating);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void aMutationRunsToItsEndAfterTheConnectionClosed(Scenario scenario) throws Exception {
    Call undisturbed = scenario.prepare().apply(new MutationScenarios(accounts, lab));
    String status = scenario.name().equals(MutationScenarios.WRONG_PASSWORD) ? "401" : "[23]\\d\\d";
    List<String> expected = StoreFaults.requests(() -> exchange(undisturbed, status));
    Eventually.holds(undisturbed.check());
    assertTrue(!writes(expected).isEmpty(), "the route writes nothing: " + expected);

    boolean started = false;
    for (int step = 1; step <= expected.size(); step++) {
      if (started && !WRITES.contains(expected.get(step - 1))) {
        // The same as the write before it.
        continue;
      }
      Call call = scenario.prepare().apply(new MutationScenarios(accounts, lab));
      Optional<List<String>> made = closeDuring(step, call, writes(expected).size());
      if (made.isPresent()) {
        started = true;
        String where = "closed during call " + step + " of " + expected + ", made " + made.get();
        assertTrue(containsAll(writes(made.get()), writes(expected)), where);
        Eventually.holds(call.check());
      }
    }
    Eventually.holds(() -> assertEquals(0, completion.running()));
  }

  @Test
  void aClientThatLeavesDuringItsAuthenticationStartsNothing() throws Exception {
    Person person = Api.register();
    Call call = new Call("PATCH", "/api/user", person, Map.of("name", "Ada"), () -> {});
    try (StoreFaults.Held held = StoreFaults.holding(1)) {
      closeWhile(held, call);
      held.release();
      // The next request on the same store shows that the first one had time to go on.
      person.request().get("/api/user").then().statusCode(200);

      assertEquals(List.of(), writes(held.requests()));
      assertEquals(0, completion.running());
    }
  }

  @Test
  void aBodyThatNeverArrivesIsNotCountedForever() throws Exception {
    Person person = Api.register();
    try (Socket client = connect()) {
      client
          .getOutputStream()
          .write(
              ("PATCH /api/user HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                      + person.token()
                      + "\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
                  .getBytes(StandardCharsets.UTF_8));
      Thread.sleep(300);
    }

    Eventually.holds(() -> assertEquals(0, completion.running()));
  }

  /** The requests that were made; empty if the request was still being authenticated. */
  private Optional<List<String>> closeDuring(int step, Call call, int writes) throws Exception {
    try (StoreFaults.Held held = StoreFaults.holding(step)) {
      boolean started = closeWhile(held, call);
      held.release();
      if (!started) {
        return Optional.empty();
      }
      long latest = System.nanoTime() + TIMEOUT.toNanos();
      while (writes(held.requests()).size() < writes && System.nanoTime() < latest) {
        Thread.sleep(5);
      }
      return Optional.of(held.requests());
    }
  }

  /** Whether the route's method had started when the call was held back. */
  private boolean closeWhile(StoreFaults.Held held, Call call) throws Exception {
    boolean started;
    try (Socket client = connect()) {
      client.setSoTimeout(5);
      client.getOutputStream().write(call.bytes());
      while (!held.isReached() && !isAnswered(client)) {
        // One of the two happens: the undisturbed requests may include others of the background.
      }
      started = completion.running() > 0;
    }
    // Until the service has noticed; there is nothing to wait for.
    Thread.sleep(60);
    return started;
  }

  private static boolean isAnswered(Socket client) throws IOException {
    try {
      client.getInputStream().read();
      return true;
    } catch (SocketTimeoutException notYet) {
      return false;
    }
  }

  private static void exchange(Call call, String expected) {
    try (Socket client = connect()) {
      client.getOutputStream().write(call.bytes());
      byte[] status = client.getInputStream().readNBytes("HTTP/1.1 200".length());
      String line = new String(status, StandardCharsets.US_ASCII);
      assertTrue(line.matches("HTTP/1.1 " + expected), call.line() + ": " + line);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
  }

  private static List<String> writes(List<String> requests) {
    return requests.stream().filter(WRITES::contains).toList();
  }

  private static boolean containsAll(List<String> made, List<String> expected) {
    return expected.stream()
        .distinct()
        .allMatch(
            name -> Collections.frequency(made, name) >= Collections.frequency(expected, name));
  }

  private static Set<String> mutatingRoutes() {
    Set<String> routes = new TreeSet<>();
    for (var path : ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers()) {
      for (var handler : path.value.handlers) {
        if (handler instanceof ClassRoutingHandler routing) {
          routing
              .getMappers()
              .forEach(
                  (method, mapper) -> {
                    if (method != null && !SAFE.contains(method)) {
                      mapper.getTemplates().forEach(route -> routes.add(name(method, route.value)));
                    }
                  });
        }
      }
    }
    return routes;
  }

  private static String name(String method, RuntimeResource route) {
    String template = route.getClassPath().template + "/" + route.getPath().template;
    return method + " " + template.replaceAll("/+", "/").replaceAll("(.)/$", "$1");
  }
}
