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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
 * SIGTERM under load. The clients stand behind something like an ingress: it asks for readiness all
 * the time and sends nothing more once that is off. Whatever was sent before must be answered.
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
      assertEquals(503, service.status("/q/health/ready"), "it went without saying so");
      int servedMeanwhile = 20;
      while (answered.get() < before + servedMeanwhile && failures.isEmpty()) {
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
      assertTrue(answered.get() >= before + servedMeanwhile);
    }
  }

  /** Slow requests hash a password and write to three tables; quick ones only answer. */
  private void load(RunningService service, boolean slow) {
    while (open) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(service.address().resolve(slow ? "/api/register" : "/api/health"))
              .timeout(Duration.ofSeconds(30));
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
