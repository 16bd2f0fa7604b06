import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator of {@code logins-and-reads.sh}; a single source file that needs only the JDK.
 *
 * <p>{@code measure <url>}: readers request one profile repeatedly, alternately without other load
 * and during bursts of logins. A burst ends when all its logins are answered. The turns alternate,
 * so that other load on the machine affects both kinds equally.
 */
class LoginsAndReads {
  private static final int ROUNDS = setting("ROUNDS", 3);
  private static final int SECONDS_EACH = setting("SECONDS_EACH", 10);
  private static final int LOGINS = setting("LOGINS", 64);
  private static final int READERS = setting("READERS", 2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  private LoginsAndReads(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "prepare" -> prepare(Path.of(arguments[1]));
      case "await" -> await(arguments[1]);
      case "measure" -> new LoginsAndReads(arguments[1]).measure();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Writes keys for a service into the folder, and two free ports to standard output. */
  private static void prepare(Path folder) throws Exception {
    SecureRandom random = new SecureRandom();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    byte[] signing = generator.generateKeyPair().getPrivate().getEncoded();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(signing);
    write(
        folder.resolve("signing.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    for (String name : List.of("sealing.key", "ticket.key")) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      write(folder.resolve(name), Base64.getEncoder().encodeToString(key));
    }
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      System.out.println(one.getLocalPort() + " " + other.getLocalPort());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** Waits until a server answers at the URL, for at most a minute. */
  private static void await(String url) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    for (int attempt = 0; attempt < 240; attempt++) {
      try {
        client.send(request, BodyHandlers.discarding());
        return;
      } catch (IOException notYet) {
        Thread.sleep(250);
      }
    }
    System.err.println("no answer from " + url);
    System.exit(1);
  }

  private void measure() throws Exception {
    String credentials =
        "{\"email\":\"bench-%s@people.example\",\"password\":\"%s\"}"
            .formatted(UUID.randomUUID(), UUID.randomUUID());
    HttpResponse<String> registered =
        client.send(post("/api/register", credentials), BodyHandlers.ofString());
    Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(registered.body());
    if (registered.statusCode() != 201 || !token.find()) {
      throw new IllegalStateException("registration failed: status " + registered.statusCode());
    }
    HttpRequest read =
        HttpRequest.newBuilder(URI.create(url + "/api/user/profile"))
            .header("Authorization", "Bearer " + token.group(1))
            .build();
    HttpRequest login = post("/api/login", credentials);

    Turn warmUp = new Turn();
    turn(read, login, true, warmUp);
    turn(read, login, false, warmUp);
    Turn idle = new Turn();
    Turn loaded = new Turn();
    for (int round = 0; round < ROUNDS; round++) {
      turn(read, login, false, idle);
      turn(read, login, true, loaded);
    }
    System.out.printf(
        "%d rounds of %d s each way, %d readers, bursts of %d logins%n%n",
        ROUNDS, SECONDS_EACH, READERS, LOGINS);
    System.out.printf("%-28s %10s %10s%n", "profile reads", "idle", "logins");
    row("answers per second", idle.perSecond(), loaded.perSecond());
    row("p50 ms", idle.percentile(50), loaded.percentile(50));
    row("p99 ms", idle.percentile(99), loaded.percentile(99));
    row("slowest ms", idle.percentile(100), loaded.percentile(100));
    System.out.printf("%nreads by status:  idle %s, logins %s%n", idle.reads, loaded.reads);
    System.out.printf("logins by status: %s%n", loaded.logins);
    System.out.printf(
        "logins answered with 200: %.1f per second%n",
        loaded.logins.getOrDefault(200, 0) / (double) (ROUNDS * SECONDS_EACH));
  }

  private static void row(String name, double idle, double loaded) {
    System.out.printf("%-28s %10.2f %10.2f%n", name, idle, loaded);
  }

  /** The results of all turns of one kind. */
  private static final class Turn {
    final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    final Map<Integer, Integer> reads = new TreeMap<>();
    final Map<Integer, Integer> logins = new TreeMap<>();

    synchronized void count(Map<Integer, Integer> statuses, int status) {
      statuses.merge(status, 1, Integer::sum);
    }

    double perSecond() {
      return nanos.size() / (double) (ROUNDS * SECONDS_EACH);
    }

    double percentile(int percent) {
      List<Long> sorted = nanos.stream().sorted().toList();
      int index = Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1);
      return sorted.get(index) / 1e6;
    }
  }

  private void turn(HttpRequest read, HttpRequest login, boolean withLogins, Turn seen)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      threads.add(new Thread(() -> readUntil(over, read, seen)));
    }
    if (withLogins) {
      threads.add(new Thread(() -> logInUntil(over, login, seen)));
    }
    threads.forEach(Thread::start);
    Thread.sleep(Duration.ofSeconds(SECONDS_EACH).toMillis());
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void readUntil(AtomicBoolean over, HttpRequest read, Turn seen) {
    while (!over.get()) {
      long start = System.nanoTime();
      int status = status(client.sendAsync(read, BodyHandlers.discarding()));
      seen.nanos.add(System.nanoTime() - start);
      seen.count(seen.reads, status);
    }
  }

  private void logInUntil(AtomicBoolean over, HttpRequest login, Turn seen) {
    while (!over.get()) {
      List<CompletableFuture<HttpResponse<Void>>> burst = new ArrayList<>();
      for (int i = 0; i < LOGINS; i++) {
        burst.add(client.sendAsync(login, BodyHandlers.discarding()));
      }
      burst.forEach(answer -> seen.count(seen.logins, status(answer)));
    }
  }

  /** -1 if there was no answer. */
  private static int status(CompletableFuture<HttpResponse<Void>> answer) {
    return answer.handle((response, failure) -> failure == null ? response.statusCode() : -1).join();
  }

  private HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static int setting(String name, int standard) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? standard : Integer.parseInt(value);
  }
}
