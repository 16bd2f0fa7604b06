package io.vestibule.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Answers {@code InitiateAuth} in the wire form of Cognito. It makes the failures that an emulator
 * never has; {@code io.vestibule.imports.CognitoImportIT} uses the emulator.
 */
final class InitiateAuthServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the server answers. */
  record Reply(int status, String body, long delayMillis) {
    static Reply tokens(String subject) {
      String payload =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(("{\"sub\":\"" + subject + "\"}").getBytes(StandardCharsets.UTF_8));
      return ok("{\"AuthenticationResult\":{\"IdToken\":\"e30." + payload + ".c2ln\"}}");
    }

    static Reply challenge(String name) {
      return ok("{\"ChallengeName\":\"" + name + "\",\"Session\":\"session\"}");
    }

    static Reply ok(String body) {
      return new Reply(200, body, 0);
    }

    static Reply error(int status, String type) {
      return new Reply(status, "{\"__type\":\"" + type + "\",\"message\":\"for the user\"}", 0);
    }

    Reply after(long millis) {
      return new Reply(status, body, millis);
    }
  }

  private final HttpServer server;
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  private volatile Reply reply;

  InitiateAuthServer(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "initiate-auth");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  void answerWith(Reply next) {
    requests.clear();
    reply = next;
  }

  /** The {@code AuthParameters} of the requests since the last {@link #answerWith}. */
  List<Map<String, String>> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    Reply now = reply;
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (!"AWSCognitoIdentityProviderService.InitiateAuth".equals(target)
        || !"USER_PASSWORD_AUTH".equals(request.path("AuthFlow").asText())
        || !"client".equals(request.path("ClientId").asText())) {
      now = Reply.error(400, "InvalidParameterException");
    }
    requests.add(
        JSON.convertValue(
            request.path("AuthParameters"),
            new com.fasterxml.jackson.core.type.TypeReference<Map<String, String>>() {}));
    try {
      Thread.sleep(now.delayMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(now.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
