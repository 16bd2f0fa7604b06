package io.vestibule.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged service on its own port with new keys, for tests that start and stop it. */
public final class RunningService implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private final URI address;
  private final URI management;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningService(Process process, Path log, URI address, URI management) {
    this.process = process;
    this.log = log;
    this.address = address;
    this.management = management;
  }

  /** Starts the service and waits until it listens; it may not be ready yet. */
  public static RunningService start(Map<String, String> environment) {
    try {
      List<Integer> ports = Ports.free(2);
      int port = ports.get(0);
      int managementPort = ports.get(1);
      Map<String, String> complete = new HashMap<>(secrets());
      complete.put("QUARKUS_HTTP_HOST", "127.0.0.1");
      complete.put("QUARKUS_HTTP_PORT", Integer.toString(port));
      complete.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
      complete.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
      complete.putAll(environment);
      Path log = Program.scratch("log");
      RunningService service =
          new RunningService(
              Program.packaged(complete).start(log),
              log,
              URI.create("http://127.0.0.1:" + port),
              URI.create("http://127.0.0.1:" + managementPort));
      service.awaitLog("Listening on");
      return service;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The required settings of production: an issuer and three keys from {@code keys generate}. */
  public static Map<String, String> secrets() {
    String secret = Program.packaged(Map.of()).run("keys", "generate").out();
    return Map.of(
        "VESTIBULE_TOKENS_ISSUER", "https://vestibule.test",
        "VESTIBULE_KEYS_SIGNING", pem(secret, "PRIVATE KEY"),
        "VESTIBULE_KEYS_VERIFYING", pem(secret, "PUBLIC KEY"),
        "VESTIBULE_KEYS_SEALING", value(secret, "sealing.key"),
        "VESTIBULE_KEYS_TICKET", value(secret, "ticket.key"));
  }

  public URI address() {
    return address;
  }

  public String log() {
    return Program.read(log);
  }

  public Process process() {
    return process;
  }

  /**
   * The status of a GET; 0 if nothing listens. Paths under {@code /q} are on the management port.
   */
  public int status(String path) {
    try {
      URI base = path.startsWith("/q/") ? management : address;
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException nobody) {
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public void awaitStatus(String path, int status) {
    await("status " + status + " of " + path, () -> status(path) == status);
  }

  public void awaitLog(String text) {
    await("'" + text + "' in the log", () -> log().contains(text));
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        close();
        throw new AssertionError("no " + what + "\n" + log());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }

  /** Waits for the end; returns the exit code. */
  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String pem(String secret, String kind) {
    int begin = secret.indexOf("-----BEGIN " + kind + "-----");
    String end = "-----END " + kind + "-----";
    return secret.substring(begin, secret.indexOf(end) + end.length()).replaceAll("(?m)^ +", "");
  }

  private static String value(String secret, String key) {
    String line =
        secret.lines().filter(text -> text.strip().startsWith(key)).findAny().orElseThrow();
    String value = line.substring(line.indexOf(':') + 1).strip();
    return value;
  }
}
