package io.vestibule.devstores.deployment;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A store for tests: answers every request with 404, or fails in the way that its behaviour names.
 *
 * @param attempts number of starts
 */
public record StubServer(String behaviour, AtomicInteger attempts) implements Server {

  static final String SERVES = "serves";
  static final String FAILS = "fails";
  static final String FINDS_PORT_TAKEN_TWICE = "finds port taken twice";

  StubServer(String behaviour) {
    this(behaviour, new AtomicInteger());
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals(FAILS)) {
      throw new IllegalStateException("injected start failure");
    }
    if (args[0].equals(FINDS_PORT_TAKEN_TWICE) && Integer.parseInt(args[2]) <= 2) {
      throw new BindException("Address already in use");
    }
    int port = Integer.parseInt(args[1]);
    HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0).start();
  }

  @Override
  public String name() {
    return "Stub";
  }

  @Override
  public List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  @Override
  public String mainClass() {
    return StubServer.class.getName();
  }

  @Override
  public List<String> arguments(Path folder, int port) {
    return List.of(behaviour, Integer.toString(port), "" + attempts.incrementAndGet());
  }

  /** Without the count, because a store identifies its server by this string. */
  @Override
  public String toString() {
    return behaviour;
  }
}
