package io.vestibule.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A collector of traces: OTLP over HTTP, the requests in Protocol Buffers. Any other path is 404.
 */
public final class OtlpCollector implements AutoCloseable {
  // opentelemetry/proto/collector/trace/v1/trace_service.proto and what it imports.
  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int RESOURCE_ATTRIBUTES = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int TRACE_ID = 1;
  private static final int SPAN_NAME = 5;
  private static final int SPAN_ATTRIBUTES = 9;
  private static final int KEY = 1;

  private final HttpServer server;
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();

  public OtlpCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** The keys of the attributes of all spans, by the names of the spans. */
  public Map<String, Set<String>> spans() {
    Map<String, Set<String>> spans = new TreeMap<>();
    for (ByteBuffer span : below(RESOURCE_SPANS, SCOPE_SPANS, SPANS)) {
      String name = text(fields(span, SPAN_NAME).get(0));
      spans.computeIfAbsent(name, key -> new TreeSet<>()).addAll(keys(span, SPAN_ATTRIBUTES));
    }
    return spans;
  }

  /** The trace ids of all spans, hexadecimal. */
  public Set<String> traceIds() {
    Set<String> ids = new TreeSet<>();
    for (ByteBuffer span : below(RESOURCE_SPANS, SCOPE_SPANS, SPANS)) {
      byte[] id = new byte[16];
      fields(span, TRACE_ID).get(0).duplicate().get(id);
      ids.add(HexFormat.of().formatHex(id));
    }
    return ids;
  }

  /** The keys of the attributes of the sender. */
  public Set<String> resource() {
    Set<String> keys = new TreeSet<>();
    below(RESOURCE_SPANS, RESOURCE)
        .forEach(resource -> keys.addAll(keys(resource, RESOURCE_ATTRIBUTES)));
    return keys;
  }

  /** Everything that was received; text in it can be searched. */
  public String raw() {
    StringBuilder raw = new StringBuilder();
    requests.forEach(request -> raw.append(new String(request, StandardCharsets.ISO_8859_1)));
    return raw.toString();
  }

  private List<ByteBuffer> below(int... path) {
    List<ByteBuffer> messages = requests.stream().map(ByteBuffer::wrap).toList();
    for (int field : path) {
      List<ByteBuffer> next = new ArrayList<>();
      messages.forEach(message -> next.addAll(fields(message, field)));
      messages = next;
    }
    return messages;
  }

  private static Set<String> keys(ByteBuffer message, int attributes) {
    Set<String> keys = new TreeSet<>();
    fields(message, attributes).forEach(attribute -> keys.add(text(fields(attribute, KEY).get(0))));
    return keys;
  }

  private static String text(ByteBuffer field) {
    return StandardCharsets.UTF_8.decode(field.duplicate()).toString();
  }

  /** The values of a length-delimited field. */
  private static List<ByteBuffer> fields(ByteBuffer message, int wanted) {
    List<ByteBuffer> found = new ArrayList<>();
    ByteBuffer rest = message.duplicate();
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      switch ((int) (tag & 7)) {
        case 0 -> varint(rest);
        case 1 -> rest.position(rest.position() + Long.BYTES);
        case 2 -> {
          int size = (int) varint(rest);
          if (tag >>> 3 == wanted) {
            found.add(rest.slice(rest.position(), size));
          }
          rest.position(rest.position() + size);
        }
        case 5 -> rest.position(rest.position() + Integer.BYTES);
        default -> throw new IllegalStateException("not Protocol Buffers: tag " + tag);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer rest) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = rest.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
