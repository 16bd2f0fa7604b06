package io.vestibule.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Emulates Cognito's ListUsers and DescribeUserPool, including its errors. */
public final class ListedPool implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** 2024-03-01T12:00:00Z, as Cognito writes times. */
  private static final double CREATED = 1_709_294_400d;

  private final HttpServer server;
  private final List<ObjectNode> users = new CopyOnWriteArrayList<>();
  private final AtomicInteger listings = new AtomicInteger();
  private volatile int failingPage = Integer.MAX_VALUE;
  private volatile String generation = "before";

  private ListedPool() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    // Credentials for the first provider of the SDK's default chain.
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
  }

  public static ListedPool listening() throws IOException {
    return new ListedPool();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * A confirmed user.
   *
   * @param subject empty for a user without {@code sub}
   */
  public void user(String subject, Map<String, String> attributes) {
    ObjectNode user =
        JSON.createObjectNode()
            .put("Username", attributes.getOrDefault("email", subject))
            .put("Enabled", true)
            .put("UserStatus", "CONFIRMED")
            .put("UserCreateDate", CREATED);
    ArrayNode list = user.putArray("Attributes");
    if (!subject.isEmpty()) {
      list.addObject().put("Name", "sub").put("Value", subject);
    }
    attributes.forEach((name, value) -> list.addObject().put("Name", name).put("Value", value));
    users.add(user);
  }

  /** Refuses ListUsers with AccessDenied from that page on; the first page is 0. */
  public void failFrom(int page) {
    failingPage = page;
  }

  public void recover() {
    failingPage = Integer.MAX_VALUE;
  }

  /** Invalidates all pagination tokens. */
  public void forgetPages() {
    generation = "after";
  }

  public void forgetRequests() {
    listings.set(0);
  }

  public int listings() {
    return listings.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      if (!target.endsWith(".ListUsers")) {
        ObjectNode pool = JSON.createObjectNode();
        pool.putObject("UserPool").put("EstimatedNumberOfUsers", users.size());
        send(exchange, 200, pool);
        return;
      }
      listings.incrementAndGet();
      String token = request.path("PaginationToken").asText(generation + "0");
      if (!token.matches(generation + "\\d+")) {
        send(exchange, 400, refusal("InvalidParameterException"));
        return;
      }
      int size = request.path("Limit").asInt(60);
      int page = Integer.parseInt(token.substring(generation.length()));
      if (page >= failingPage) {
        send(exchange, 400, refusal("NotAuthorizedException"));
        return;
      }
      ObjectNode answer = JSON.createObjectNode();
      int end = Math.min(users.size(), (page + 1) * size);
      answer.putArray("Users").addAll(users.subList(Math.min(page * size, end), end));
      if (end < users.size()) {
        answer.put("PaginationToken", generation + (page + 1));
      }
      send(exchange, 200, answer);
    }
  }

  private static ObjectNode refusal(String type) {
    return JSON.createObjectNode().put("__type", type).put("message", "no");
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
