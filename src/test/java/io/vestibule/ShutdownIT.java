package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * SIGTERM under load. The clients act like an ingress: they poll readiness and send no requests
 * once it is off. Every request that was sent before must be answered.
 */
@QuarkusIntegrationTest
@Tag("container")
class ShutdownIT {
  private static final int CLIENTS = 6;
  private static final int TERMINATED = 143;

  DevServicesContext context;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean open = true;

  @Test
  void noAcceptedRequestFails() throws Exception {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
    environment.put("QUARKUS_SHUTDOWN_DELAY", "3S");
    // The load comes from one address.
    environment.put("VESTIBULE_THROTTLE_SIGN_UPS", "false");
    environment.put("VESTIBULE_REQUEST_LIMIT_ENABLED", "false");
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 200);
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> loads = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        boolean slow = number % 2 == 0;
        loads.add(clients.submit(() -> load(service, slow)));
      }
      while (answered.get() < 50) {
        Thread.sleep(20);
      }

      service.process().destroy();
      int before = answered.get();
      while (service.status("/q/health/ready") == 200) {
        Thread.sleep(20);
      }
      assertEquals(503, service.status("/q/health/ready"), "readiness stayed on until the end");
      int servedDuringDelay = 20;
      while (answered.get() < before + servedDuringDelay && failures.isEmpty()) {
        Thread.sleep(20);
      }
      open = false;

      for (Future<?> load : loads) {
        load.get(1, TimeUnit.MINUTES);
      }
      clients.shutdown();
      assertEquals(List.of(), List.copyOf(failures));
      assertEquals(TERMINATED, service.awaitEnd());
      assertFalse(service.log().contains("ERROR"), service::log);
      assertTrue(answered.get() >= before + servedDuringDelay);
    }
  }

  /** A request that the service counts as unfinished would hold the stop for the whole timeout. */
  @Test
  void emptyChunkedBodiesDoNotDelayTheStop() throws Exception {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
    environment.put("QUARKUS_SHUTDOWN_DELAY", "0S");
    environment.put("QUARKUS_SHUTDOWN_TIMEOUT", "1H");
    List<Socket> open = new ArrayList<>();
    try (RunningService service = RunningService.start(environment)) {
      for (String request :
          List.of(
              "POST /api/login HTTP/1.1\r\nContent-Type: application/json",
              "POST /api/login HTTP/1.1",
              "POST /api/auth/logout HTTP/1.1",
              "DELETE /api/auth/sessions/x HTTP/1.1",
              "GET /api/health HTTP/1.1",
              "POST /api/nowhere HTTP/1.1")) {
        Socket client = new Socket(service.address().getHost(), service.address().getPort());
        open.add(client);
        client.setSoTimeout(30_000);
        client
            .getOutputStream()
            .write(
                (request + "\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        assertEquals('H', client.getInputStream().read(), request);
      }

      service.process().destroy();

      // It waits a minute, and so less than the timeout.
      assertEquals(TERMINATED, service.awaitEnd());
    } finally {
      for (Socket client : open) {
        client.close();
      }
    }
  }

  /** Slow requests hash a password and write to three tables; fast ones only answer. */
  private void load(RunningService service, boolean slow) {
    while (open) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(service.address().resolve(slow ? "/api/register" : "/api/health"))
              .timeout(Duration.ofSeconds(60));
      if (slow) {
        String body =
            "{\"email\":\"%s\",\"password\":\"%s\"}"
                .formatted(Api.freshEmail(), Api.freshPassword());
        request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
      }
      try {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
          failures.add(answer.statusCode() + " " + answer.body());
        }
        answered.incrementAndGet();
      } catch (IOException broken) {
        failures.add(broken.toString());
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
