package io.vestibule.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * HTTP at the level of bytes, for requests that a well-behaved client would not send: rest-assured
 * corrects too much of what it is given.
 */
public final class RawHttp {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RawHttp() {}

  /** The response. */
  public record Answer(int status, HttpHeaders headers, String body) {
    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException notJson) {
        throw new AssertionError("not JSON: " + body, notJson);
      }
    }
  }

  /** Scheme, host and port of the service under test, in this JVM or another. */
  public static String address() {
    return RestAssured.baseURI + ":" + RestAssured.port;
  }

  public static Answer send(String method, String path, Map<String, String> headers) {
    return send(method, path, headers, BodyPublishers.noBody());
  }

  public static Answer send(String method, String path, Map<String, String> headers, byte[] body) {
    return send(method, path, headers, BodyPublishers.ofByteArray(body));
  }

  public static Answer send(String method, String path, Map<String, String> headers, String body) {
    return send(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** With {@code Transfer-Encoding: chunked}: the length is not told beforehand. */
  public static Answer sendChunked(
      String method, String path, Map<String, String> headers, byte[] body) {
    return send(
        method, path, headers, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
  }

  private static Answer send(
      String method, String path, Map<String, String> headers, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    headers.forEach(request::header);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
