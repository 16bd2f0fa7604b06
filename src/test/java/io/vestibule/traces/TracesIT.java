package io.vestibule.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.OtlpCollector;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a service that was built with {@code -Dvestibule.traces} sends; .ci/steps/traces runs it.
 */
@QuarkusIntegrationTest
class TracesIT {
  private static final Set<String> OF_REQUESTS =
      Set.of("http.request.method", "http.response.status_code", "http.route");
  private static final Set<String> OF_STORE_CALLS =
      Set.of("error.type", "http.response.status_code", "rpc.method", "rpc.service", "rpc.system");
  private static final Set<String> OF_OUTGOING_REQUESTS =
      Set.of("error.type", "http.request.method", "http.response.status_code");
  private static final Set<String> OF_THE_SENDER =
      Set.of(
          "host.name",
          "service.name",
          "service.version",
          "telemetry.sdk.language",
          "telemetry.sdk.name",
          "telemetry.sdk.version",
          "webengine.name",
          "webengine.version");

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  private final HttpClient client = HttpClient.newHttpClient();

  DevServicesContext context;

  @Test
  void spansNameRoutesAndOperationsOnly() throws Exception {
    assumeTrue(Boolean.getBoolean("vestibule.traces"), "built without traces");
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    try (OtlpCollector collector = new OtlpCollector()) {
      environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
      environment.put("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
      environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200MS");
      // Only requests with our traceparent are traced: the sampler is ours, and it is asked.
      environment.put("VESTIBULE_TRACES_RATIO", "0");
      environment.put("VESTIBULE_TRACES_TRUST_PARENT", "true");
      environment.put("VESTIBULE_PASSWORDS_BREACH_LOOKUP_URL", collector.endpoint() + "/range");
      try (RunningService service = RunningService.start(environment)) {
        service.awaitStatus("/q/health/ready", 200);
        assertEquals(200, service.status("/api/health"));
        String email = Api.freshEmail();
        String password = Api.freshPassword();
        String session = use(service.address(), email, password);

        Eventually.holds(
            () ->
                assertTrue(
                    collector
                        .spans()
                        .keySet()
                        .containsAll(
                            List.of(
                                "POST /api/register",
                                "GET /api/user",
                                "GET /api/audio-file/{file_id}",
                                "GET /unmatched",
                                "GET",
                                "DynamoDb.TransactWriteItems")),
                    () -> collector.spans().toString()));
        assertTrue(
            collector.spans().keySet().stream().anyMatch(name -> name.startsWith("S3.")),
            () -> collector.spans().toString());
        collector.spans().forEach(TracesIT::checkAttributes);
        assertEquals(Set.of(TRACE), collector.traceIds());
        assertFalse(collector.spans().containsKey("GET /api/health"), "not sampled by its parent");
        assertTrue(
            OF_THE_SENDER.containsAll(collector.resource()), () -> collector.resource().toString());
        String sent = collector.raw();
        for (String secret :
            List.of(
                email,
                Api.EMAIL_DOMAIN,
                password,
                session,
                "no-such-file",
                "x=1",
                "198.51.100.7")) {
          assertFalse(sent.contains(secret), "a secret or an address is sent");
        }
      }
    }
  }

  private static void checkAttributes(String span, Set<String> keys) {
    if (span.contains(" ")) {
      assertEquals(OF_REQUESTS, keys, span);
    } else {
      Set<String> allowed = span.contains(".") ? OF_STORE_CALLS : OF_OUTGOING_REQUESTS;
      assertTrue(allowed.containsAll(keys), () -> span + keys);
    }
  }

  /** Returns the token of the session. */
  private String use(URI service, String email, String password) throws Exception {
    HttpResponse<String> registered =
        client.send(
            request(service, "/api/register")
                .header("X-Forwarded-For", "198.51.100.7")
                .POST(
                    BodyPublishers.ofString(
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password)))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, registered.statusCode());
    Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(registered.body());
    assertTrue(token.find());
    String session = token.group(1);
    register(service, session);
    assertEquals(200, get(service, "/api/user?x=1", session));
    assertEquals(404, get(service, "/api/audio-file/no-such-file?x=1", session));
    assertEquals(404, get(service, "/api/" + email, session));
    return session;
  }

  /** The service looks for the object. */
  private void register(URI service, String session) throws Exception {
    String place =
        post(
            service,
            "/api/audio-file/upload-url",
            session,
            "{\"file_name\":\"a\",\"content_type\":\"audio/mp4\",\"file_size\":100}");
    Matcher key = Pattern.compile("\"s3_key\":\"([^\"]+)\"").matcher(place);
    assertTrue(key.find());
    post(service, "/api/audio-file", session, "{\"s3_key\":\"%s\"}".formatted(key.group(1)));
  }

  private String post(URI service, String path, String session, String body) throws Exception {
    return client
        .send(
            request(service, path)
                .header("Authorization", "Bearer " + session)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private int get(URI service, String target, String session) throws Exception {
    return client
        .send(
            request(service, target).header("Authorization", "Bearer " + session).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpRequest.Builder request(URI service, String target) {
    return HttpRequest.newBuilder(service.resolve(target))
        .header("Content-Type", "application/json")
        .header("traceparent", TRACEPARENT);
  }
}
