package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.testing.ServerCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2, which the service speaks over TLS only, has the same limits as HTTP/1.1. */
@QuarkusTest
@TestProfile(Http2Test.Tls.class)
class Http2Test {
  @TestHTTPResource(value = "/", tls = true)
  URI address;

  public static class Tls implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return ServerCertificate.settings();
    }
  }

  @Test
  void headersOfNineKilobytesAreAccepted() throws Exception {
    HttpResponse<String> answer =
        send(request("/api/health").header("X-Long", "a".repeat(9_000)).GET());

    assertEquals(200, answer.statusCode());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLargeBodyIsRefusedWithoutAConnectionHeader(boolean declared) throws Exception {
    BodyPublisher publisher =
        BodyPublishers.ofString("{\"email\":\"" + "a".repeat(400_000) + "\"}");
    HttpResponse<String> answer =
        send(
            request("/api/login")
                .header("Content-Type", "application/json")
                .POST(declared ? publisher : BodyPublishers.fromPublisher(publisher)));

    assertEquals(ErrorCode.TOO_LARGE.status(), answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("\"code\":\"too-large\""), answer::body);
    assertTrue(answer.headers().firstValue("connection").isEmpty());
  }

  @Test
  void anEmptyBodyWithoutALengthIsAnswered() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.noBody())));

    assertEquals(400, answer.statusCode(), answer::body);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + address.getPort()).resolve(path))
        .timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .sslContext(ServerCertificate.trusting())
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(request.build(), BodyHandlers.ofString());
    assertEquals(HttpClient.Version.HTTP_2, answer.version());
    return answer;
  }
}
