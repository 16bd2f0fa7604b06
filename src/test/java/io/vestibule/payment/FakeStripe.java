package io.vestibule.payment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vestibule.testing.StripeShapes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code POST /v1/billing/meter_events} as Stripe's API reference describes: form in, JSON
 * out, repeated idempotency keys get the stored answer whatever it was, a known identifier is
 * refused.
 */
final class FakeStripe implements AutoCloseable {
  static final String KEY = "rk_test_onlyForTheTests0123456789";
  static final String VERSION = StripeShapes.PINNED.version();

  /** What happens to a request. */
  enum Fault {
    NONE,
    /** It is counted, but the answer does not arrive. */
    LOST,
    /** It is not counted. */
    BROKEN,
    LIMITED
  }

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Map<String, String>> events = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();

  FakeStripe() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void next(Fault... planned) {
    faults.addAll(List.of(planned));
  }

  synchronized List<Map<String, String>> events(String customer) {
    return events.values().stream()
        .filter(event -> event.get("payload[stripe_customer_id]").equals(customer))
        .toList();
  }

  synchronized long sum(String customer) {
    return events(customer).stream()
        .mapToLong(event -> Long.parseLong(event.get("payload[value]")))
        .sum();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
    Map<String, String> form = form(exchange);
    if (fault == Fault.LIMITED) {
      send(exchange, 429, error("Try again"));
      return;
    }
    String problem = problem(exchange, form);
    if (problem != null) {
      send(exchange, problem.equals("key") ? 401 : 400, error(problem));
      return;
    }
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Answer answer =
        key == null ? count(form, fault) : answers.computeIfAbsent(key, none -> count(form, fault));
    if (fault == Fault.LOST) {
      exchange.close();
    } else {
      send(exchange, answer.status(), answer.body());
    }
  }

  private Answer count(Map<String, String> form, Fault fault) {
    if (fault == Fault.BROKEN) {
      return new Answer(500, error("Try again"));
    }
    String identifier = form.get("identifier");
    if (events.putIfAbsent(identifier, form) != null) {
      return new Answer(400, error("An event already exists with identifier " + identifier + "."));
    }
    ObjectNode event = StripeShapes.PINNED.object("billing.meter_event");
    event.put("identifier", identifier).put("event_name", form.get("event_name"));
    event.put("timestamp", Long.parseLong(form.get("timestamp")));
    event
        .putObject("payload")
        .put("stripe_customer_id", form.get("payload[stripe_customer_id]"))
        .put("value", form.get("payload[value]"));
    return new Answer(200, event.toString());
  }

  /** What Stripe would refuse; null for nothing. */
  private static String problem(HttpExchange exchange, Map<String, String> form) {
    if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return "key";
    }
    long now = System.currentTimeMillis() / 1000;
    long time = Long.parseLong(form.getOrDefault("timestamp", "0"));
    boolean fits =
        exchange.getRequestMethod().equals("POST")
            && exchange.getRequestURI().toString().equals("/v1/billing/meter_events")
            && form.keySet().stream().allMatch(FakeStripe::isParameter)
            && VERSION.equals(exchange.getRequestHeaders().getFirst("Stripe-Version"))
            && "api_units".equals(form.get("event_name"))
            && form.getOrDefault("identifier", "").matches("[!-~]{1,100}")
            && form.getOrDefault("payload[value]", "").matches("[1-9][0-9]*")
            && form.getOrDefault("payload[stripe_customer_id]", "").startsWith("cus_")
            && time > now - 35 * 86_400
            && time <= now + 300;
    return fits ? null : "Invalid request";
  }

  /** Whether Stripe's specification has the field, for example {@code payload[value]}. */
  private static boolean isParameter(String field) {
    String name = field.replaceFirst("\\[\\w+\\]$", "");
    return !StripeShapes.PINNED.type("POST /v1/billing/meter_events", name).isMissingNode();
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    Map<String, String> form = new HashMap<>();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    Arrays.stream(body.split("&"))
        .map(field -> field.split("=", 2))
        .filter(field -> field.length == 2)
        .forEach(
            field ->
                form.put(
                    URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    return form;
  }

  private static String error(String message) {
    return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"invalid_request_error\"}}";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
