import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator of {@code compare}, {@code soak} and {@code traces}; a single source file that
 * needs only the JDK. Every connection is a blocking socket with a thread of its own, because an
 * HTTP client would take more of the shared processor than the servers do.
 *
 * <p>{@code measure} expects running servers. It runs each case on one server after another (A, B,
 * C, A, B, C …), so that other load on the machine affects all of them alike.
 */
class Compare {
  private static final String POCKETBASE = "PocketBase";
  private static final String BINARY = "binary";
  private static final String JAR = "jar";
  private static final String USER_AGENT = "vestibule-bench";
  private static final int LIST_LENGTH = 10;
  private static final int SETTLE_MS = 300;
  private static final double MILLIS_PER_TICK = 1_000.0 / 100;

  private Compare() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    switch (arguments[0]) {
      case "ports" -> printPorts(options.number("count", 1));
      case "await" -> await(options.port("port"), options.number("seconds", 60));
      case "start" -> new Starts(options).run();
      case "measure" -> new Measurement(options).run();
      case "soak" -> new Soak(options).run();
      case "collect" -> collect(options.port("port"));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void printPorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    StringBuilder line = new StringBuilder();
    for (ServerSocket socket : sockets) {
      line.append(socket.getLocalPort()).append(' ');
      socket.close();
    }
    System.out.println(line.toString().strip());
  }

  /** Waits until something accepts connections and answers on the port. */
  private static void await(int port, int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      try (Connection connection = new Connection(port)) {
        connection.send(Request.of("GET", "/api/health", null, null));
        return;
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    System.err.println("no answer on port " + port);
    System.exit(1);
  }

  /** {@code --name value}; a name may occur more than once. */
  private record Options(Map<String, List<String>> values) {
    static Options parse(String[] arguments) {
      Map<String, List<String>> values = new LinkedHashMap<>();
      for (int i = 1; i + 1 < arguments.length; i += 2) {
        values
            .computeIfAbsent(arguments[i].substring(2), name -> new ArrayList<>())
            .add(arguments[i + 1]);
      }
      return new Options(values);
    }

    List<String> all(String name) {
      return values.getOrDefault(name, List.of());
    }

    Optional<String> text(String name) {
      return all(name).stream().findFirst();
    }

    int number(String name, int standard) {
      return text(name).map(Integer::parseInt).orElse(standard);
    }

    int port(String name) {
      return Integer.parseInt(text(name).orElseThrow());
    }
  }

  // ---------------------------------------------------------------------------------------------
  // HTTP

  /** A request as it is sent. */
  private record Request(byte[] bytes) {
    static Request of(String method, String path, String token, String body) {
      return of(method, path, token, body, "");
    }

    static Request of(String method, String path, String token, String body, String headers) {
      byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
      head.append("User-Agent: ").append(USER_AGENT).append("\r\n").append(headers);
      if (token != null) {
        head.append("Authorization: Bearer ").append(token).append("\r\n");
      }
      if (body != null) {
        if (!headers.contains("Content-Type")) {
          head.append("Content-Type: application/json\r\n");
        }
        head.append("Content-Length: ").append(content.length).append("\r\n");
      }
      byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
      byte[] bytes = Arrays.copyOf(first, first.length + content.length);
      System.arraycopy(content, 0, bytes, first.length, content.length);
      return new Request(bytes);
    }
  }

  /**
   * @param retryAfter whether there was a {@code Retry-After}
   */
  private record Answer(int status, boolean retryAfter, String body) {
    String member(String name) {
      Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(body);
      if (!found.find()) {
        throw new IllegalStateException("status " + status + ", no " + name + " in " + body);
      }
      return found.group(1);
    }

    Answer expect(int wanted) {
      if (status != wanted) {
        throw new IllegalStateException("status " + status + " instead of " + wanted + ": " + body);
      }
      return this;
    }
  }

  /** One HTTP/1.1 connection, kept alive and opened again when the server has closed it. */
  private static final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final int port;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Connection(int port) {
      this.port = port;
    }

    void open() throws IOException {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      out = socket.getOutputStream();
    }

    Answer send(Request request) throws IOException {
      boolean fresh = socket == null;
      if (fresh) {
        open();
      }
      try {
        out.write(request.bytes());
        return receive();
      } catch (IOException failure) {
        close();
        throw failure;
      }
    }

    private Answer receive() throws IOException {
      String statusLine = line();
      int status = Integer.parseInt(statusLine.substring(9, 12));
      int length = status == 204 || status == 304 ? 0 : -1;
      boolean chunked = false;
      boolean last = false;
      boolean retryAfter = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(':');
        String value = header.substring(colon + 1).strip();
        switch (header.substring(0, colon).toLowerCase(java.util.Locale.ROOT)) {
          case "content-length" -> length = Integer.parseInt(value);
          case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
          case "connection" -> last = value.equalsIgnoreCase("close");
          case "retry-after" -> retryAfter = true;
          default -> {}
        }
      }
      byte[] body = chunked ? chunks() : length >= 0 ? in.readNBytes(length) : in.readAllBytes();
      if (last || (!chunked && length < 0)) {
        close();
      }
      return new Answer(status, retryAfter, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.write(in.readNBytes(size));
        line();
      }
      line();
      return body.toByteArray();
    }

    private int chunkSize() throws IOException {
      return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder(80);
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException("connection closed");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
        socket = null;
      }
    }
  }

  /**
   * Answers every request with 404: to the service, an S3 server without the object. A recording may
   * be registered before its upload.
   */
  private static void startEmptyBucket(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    daemon(
        () -> {
          while (true) {
            Socket socket = server.accept();
            daemon(() -> answerNotFound(socket));
          }
        });
  }

  private static void answerNotFound(Socket socket) throws IOException {
    byte[] answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes();
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      int newLines = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
        if (newLines == 2) {
          newLines = 0;
          out.write(answer);
        }
      }
    }
  }

  /** Accepts traces and drops them, as an OpenTelemetry collector without an exporter would. */
  private static void collect(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception closed) {
                // The other side has gone.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  // ---------------------------------------------------------------------------------------------
  // Processes

  /** Figures of a process from {@code /proc}. */
  private record Process(long pid) {
    /** Milliseconds of CPU that the process has used; resolution 10 ms. */
    double cpuMillis() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
    }

    double peakMib() throws IOException {
      return mib("status", "VmHWM");
    }

    Memory memory() throws IOException {
      double resident = mib("smaps_rollup", "Rss");
      double anonymous = mib("smaps_rollup", "Anonymous");
      return new Memory(resident, anonymous, resident - anonymous, mib("smaps_rollup", "Pss"));
    }

    private double mib(String file, String name) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
        if (line.startsWith(name + ":")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0;
        }
      }
      throw new IOException("no " + name + " in " + file);
    }
  }

  /** MiB. */
  private record Memory(double resident, double anonymous, double file, double proportional) {}

  // ---------------------------------------------------------------------------------------------
  // Peers

  /**
   * @param email empty for accounts whose password is never checked
   */
  private record Account(String id, String email, String password, String token) {}

  /** The requests of one server. */
  private interface Peer {
    Account register(Connection connection, int number) throws IOException;

    Request read(Account account);

    Request list(Account account);

    Request update(Account account, long number);

    Request create(Account account);

    Request login(Account account);
  }

  private static String credentials(String nameMember, Account account) {
    return "{\"%s\":\"%s\",\"password\":\"%s\"}"
        .formatted(nameMember, account.email(), account.password());
  }

  private static String profile(long number) {
    return """
        {"givenName":"Given %1$d","familyName":"Family %1$d","displayName":"Display Name %1$d"}"""
        .formatted(number);
  }

  private static final class Vestibule implements Peer {
    @Override
    public Account register(Connection connection, int number) throws IOException {
      String email = "bench-%d-%s@people.example".formatted(number, UUID.randomUUID());
      Account wanted = new Account("", email, "Bench-" + UUID.randomUUID(), null);
      Answer answer =
          connection
              .send(Request.of("POST", "/api/register", null, credentials("email", wanted)))
              .expect(201);
      return new Account(
          answer.member("user_id"), email, wanted.password(), answer.member("token"));
    }

    @Override
    public Request read(Account account) {
      return Request.of("GET", "/api/user/profile", account.token(), null);
    }

    @Override
    public Request list(Account account) {
      return Request.of(
          "GET", "/api/user/audio-files?limit=" + LIST_LENGTH, account.token(), null);
    }

    @Override
    public Request update(Account account, long number) {
      return Request.of("PUT", "/api/user/profile", account.token(), profile(number));
    }

    @Override
    public Request create(Account account) {
      String body =
          """
          {"s3_key":"users/%s/%s.webm","file_size":123456,"content_type":"audio/webm",\
          "file_name":"note.webm","duration_ms":9000}"""
              .formatted(account.id(), UUID.randomUUID());
      return Request.of("POST", "/api/audio-file", account.token(), body);
    }

    @Override
    public Request login(Account account) {
      return Request.of("POST", "/api/login", null, credentials("email", account));
    }
  }

  /** PocketBase with a superuser. {@link #prepare} makes the collections equal to the service's. */
  private static final class PocketBase implements Peer {
    private static final String USERS = "/api/collections/users";
    private static final String RECORDINGS = "/api/collections/recordings/records";

    void prepare(Connection connection, String email, String password) throws IOException {
      Account superuser = new Account("", email, password, null);
      String token =
          connection
              .send(
                  Request.of(
                      "POST",
                      "/api/collections/_superusers/auth-with-password",
                      null,
                      credentials("identity", superuser)))
              .expect(200)
              .member("token");
      String users = connection.send(Request.of("GET", USERS, token, null)).expect(200).body();
      String fields = array(users, "fields");
      String added =
          fields.contains("givenName")
              ? fields
              : fields
                  + """
                  ,{"name":"givenName","type":"text"},{"name":"familyName","type":"text"},\
                  {"name":"displayName","type":"text"}""";
      connection
          .send(
              Request.of(
                  "PATCH",
                  USERS,
                  token,
                  "{\"fields\":[" + added + "],\"authAlert\":{\"enabled\":false}}"))
          .expect(200);
      String own = "owner = @request.auth.id";
      connection
          .send(
              Request.of(
                  "POST",
                  "/api/collections",
                  token,
                  """
                  {"name":"recordings","type":"base","fields":[
                  {"name":"owner","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1,
                  "required":true,"cascadeDelete":true},
                  {"name":"s3_key","type":"text","required":true},{"name":"file_size","type":"number"},
                  {"name":"content_type","type":"text"},{"name":"file_name","type":"text"},
                  {"name":"duration_ms","type":"number"},
                  {"name":"created","type":"autodate","onCreate":true}],
                  "indexes":["CREATE UNIQUE INDEX recordings_key ON recordings (s3_key)",
                  "CREATE INDEX recordings_owner ON recordings (owner, created)"],
                  "listRule":"%1$s","viewRule":"%1$s","createRule":"%1$s","updateRule":"%1$s",
                  "deleteRule":"%1$s"}"""
                      .formatted(own)))
          .expect(200);
    }

    /** The elements of an array member of a JSON object, as text. */
    private static String array(String json, String member) {
      int start = json.indexOf("\"" + member + "\":[") + member.length() + 4;
      int depth = 1;
      boolean quoted = false;
      for (int i = start; i < json.length(); i++) {
        char c = json.charAt(i);
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (!quoted && c == '[') {
          depth++;
        } else if (!quoted && c == ']' && --depth == 0) {
          return json.substring(start, i);
        }
      }
      throw new IllegalArgumentException("no array " + member);
    }

    @Override
    public Account register(Connection connection, int number) throws IOException {
      String email = "bench-%d-%s@people.example".formatted(number, UUID.randomUUID());
      String password = "Bench-" + UUID.randomUUID();
      String body =
          """
          {"email":"%1$s","password":"%2$s","passwordConfirm":"%2$s"}""".formatted(email, password);
      String id =
          connection
              .send(Request.of("POST", USERS + "/records", null, body))
              .expect(200)
              .member("id");
      Account account = new Account(id, email, password, null);
      return new Account(
          id, email, password, connection.send(login(account)).expect(200).member("token"));
    }

    @Override
    public Request read(Account account) {
      return Request.of("GET", USERS + "/records/" + account.id(), account.token(), null);
    }

    /** Without the total number, which the service does not count either. */
    @Override
    public Request list(Account account) {
      return Request.of(
          "GET",
          RECORDINGS + "?perPage=" + LIST_LENGTH + "&sort=-created&skipTotal=1",
          account.token(),
          null);
    }

    @Override
    public Request update(Account account, long number) {
      return Request.of(
          "PATCH", USERS + "/records/" + account.id(), account.token(), profile(number));
    }

    @Override
    public Request create(Account account) {
      String body =
          """
          {"owner":"%s","s3_key":"users/%1$s/%s.webm","file_size":123456,\
          "content_type":"audio/webm","file_name":"note.webm","duration_ms":9000}"""
              .formatted(account.id(), UUID.randomUUID());
      return Request.of("POST", RECORDINGS, account.token(), body);
    }

    @Override
    public Request login(Account account) {
      return Request.of(
          "POST", USERS + "/auth-with-password", null, credentials("identity", account));
    }
  }

  /** A running server. The store is a process of its own for the service, and none for others. */
  private static final class Target {
    final String name;
    final int port;
    final Process process;
    final Optional<Process> store;
    final Peer peer;

    /** One for each connection: the first has ten recordings, the second gets new ones. */
    List<Account> readers = List.of();

    List<Account> writers = List.of();

    /**
     * Only for logins: an account has at most 100 sessions, so many logins end the oldest session,
     * whose token the other requests of a long run would use.
     */
    List<Account> visitors = List.of();

    Memory idle;

    Target(String name, int port, long pid, Optional<Process> store) {
      this.name = name;
      this.port = port;
      this.process = new Process(pid);
      this.store = store;
      this.peer = name.equals(POCKETBASE) ? new PocketBase() : new Vestibule();
    }

    /** {@code name:port:pid}. */
    static Target parse(String text, Optional<Process> store) {
      String[] parts = text.split(":");
      return new Target(
          parts[0],
          Integer.parseInt(parts[1]),
          Long.parseLong(parts[2]),
          parts[0].equals(POCKETBASE) ? Optional.empty() : store);
    }

    void registerAccounts(int connections) throws Exception {
      List<Account> accounts =
          inParallel(
              Math.min(4, connections),
              3 * connections,
              (connection, number) -> peer.register(connection, number),
              port);
      readers = accounts.subList(0, connections);
      writers = accounts.subList(connections, 2 * connections);
      visitors = accounts.subList(2 * connections, 3 * connections);
      inParallel(
          4,
          connections * LIST_LENGTH,
          (connection, number) -> {
            Answer answer = connection.send(peer.create(readers.get(number % connections)));
            return answer.expect(peer instanceof PocketBase ? 200 : 201);
          },
          port);
      inParallel(
          4,
          2 * connections,
          (connection, number) -> {
            // The first read creates the profile.
            connection.send(peer.read(accounts.get(number))).expect(200);
            return connection.send(peer.update(accounts.get(number), number)).expect(200);
          },
          port);
      try (Connection connection = new Connection(port)) {
        String list = connection.send(peer.list(readers.get(0))).expect(200).body();
        if (list.split("\"s3_key\"", -1).length != LIST_LENGTH + 1) {
          throw new IllegalStateException("not a list of 10: " + list);
        }
      }
    }
  }

  private interface Call<T> {
    T apply(Connection connection, int number) throws IOException;
  }

  private static <T> List<T> inParallel(int threads, int count, Call<T> call, int port)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<T> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(null);
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                try (Connection connection = new Connection(port)) {
                  for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    T result = call.apply(connection, n);
                    synchronized (results) {
                      results.set(n, result);
                    }
                  }
                }
                return null;
              }));
    }
    try {
      for (Future<Void> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    return results;
  }

  // ---------------------------------------------------------------------------------------------
  // Cases

  private enum Case {
    READ("own profile", 0.6),
    LIST("list of 10", 0.7),
    UPDATE("PUT profile", 0.5),
    CREATE("create record", 1.0),
    LOGIN("login", 1.0),
    /** Without a budget. */
    MIXED("mixed", Double.NaN);

    final String title;

    /** CPU of a request of the service, as a multiple of PocketBase's; issue 12. */
    final double budget;

    Case(String title, double budget) {
      this.title = title;
      this.budget = budget;
    }

    int connections(int standard) {
      return this == LOGIN ? Math.min(8, standard) : standard;
    }

    /** The request number {@code n} of one connection. */
    Request request(Target target, int connection, long n) {
      Account reader = target.readers.get(connection);
      Account writer = target.writers.get(connection);
      return switch (this) {
        case READ -> target.peer.read(reader);
        case LIST -> target.peer.list(reader);
        case UPDATE -> target.peer.update(writer, n);
        case CREATE -> target.peer.create(writer);
        // Each account in turn, and none twice at once.
        case LOGIN ->
            target.peer.login(
                target.visitors.get((int) ((connection + 8 * n) % target.visitors.size())));
        case MIXED -> mixed(connection + n).request(target, connection, n);
      };
    }

    /** Of 100 requests 80 reads, 10 lists, 5 updates, 4 new records and a login. */
    private static Case mixed(long n) {
      long turn = n * 37 % 100;
      return turn < 80 ? READ : turn < 90 ? LIST : turn < 95 ? UPDATE : turn < 99 ? CREATE : LOGIN;
    }
  }

  /**
   * One run of a case on a server.
   *
   * @param cpu milliseconds of CPU of the server for a request
   * @param storeCpu the same of its store; 0 without one
   */
  private record Run(
      int requests,
      double perSecond,
      double p50,
      double p99,
      double cpu,
      double storeCpu,
      Map<String, Integer> statuses) {}

  /** What one connection has seen. */
  private static final class Seen {
    long[] nanos = new long[1 << 12];
    int count;
    final Map<String, Integer> statuses = new TreeMap<>();

    void add(long took, String status) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = took;
      statuses.merge(status, 1, Integer::sum);
    }
  }

  private static Run run(Target target, Case wanted, int connections, long millis)
      throws Exception {
    CountDownLatch open = new CountDownLatch(connections);
    CountDownLatch begin = new CountDownLatch(1);
    AtomicReference<Exception> broken = new AtomicReference<>();
    List<Seen> seen = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long[] end = new long[1];
    for (int i = 0; i < connections; i++) {
      Seen mine = new Seen();
      seen.add(mine);
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                try (Connection connection = new Connection(target.port)) {
                  connection.open();
                  open.countDown();
                  begin.await();
                  repeat(target, wanted, number, connection, end[0], mine);
                } catch (Exception failure) {
                  broken.set(failure);
                  open.countDown();
                }
              });
      threads.add(thread);
      thread.start();
    }
    open.await();
    double cpu = target.process.cpuMillis();
    double storeCpu = target.store.isPresent() ? target.store.get().cpuMillis() : 0;
    long start = System.nanoTime();
    end[0] = start + millis * 1_000_000;
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (broken.get() != null) {
      throw broken.get();
    }
    double used = target.process.cpuMillis() - cpu;
    double storeUsed = target.store.isPresent() ? target.store.get().cpuMillis() - storeCpu : 0;
    long[] all = seen.stream().flatMapToLong(s -> Arrays.stream(s.nanos, 0, s.count)).toArray();
    Arrays.sort(all);
    Map<String, Integer> statuses = new TreeMap<>();
    seen.forEach(s -> s.statuses.forEach((status, n) -> statuses.merge(status, n, Integer::sum)));
    return new Run(
        all.length,
        all.length / seconds,
        percentile(all, 50),
        percentile(all, 99),
        used / all.length,
        storeUsed / all.length,
        statuses);
  }

  private static void repeat(
      Target target, Case wanted, int number, Connection connection, long end, Seen seen) {
    for (long n = 0; System.nanoTime() < end; n++) {
      Request request = wanted.request(target, number, n);
      long start = System.nanoTime();
      String status;
      try {
        Answer answer = connection.send(request);
        status = answer.status() + (answer.retryAfter() ? " with Retry-After" : "");
      } catch (IOException failure) {
        status = "no answer";
      }
      seen.add(System.nanoTime() - start, status);
    }
  }

  /** Milliseconds. */
  private static double percentile(long[] sorted, int percent) {
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)] / 1e6;
  }

  private static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The answers that are not expected, for example {@code 503: 2}; empty if there are none. */
  private static String failures(Map<String, Integer> statuses) {
    StringBuilder text = new StringBuilder();
    statuses.forEach(
        (status, count) -> {
          if (!status.startsWith("2")) {
            text.append(text.length() == 0 ? "" : ", ").append(status).append(": ").append(count);
          }
        });
    return text.toString();
  }

  // ---------------------------------------------------------------------------------------------
  // Start

  /**
   * {@code start --target name:port:script … --rounds N}: starts each script in turn and measures the
   * time until {@code GET /api/health} is answered with 200. Prints {@code name least median}.
   */
  private static final class Starts {
    private static final long LONGEST = 120_000_000_000L;

    private final Options options;

    Starts(Options options) {
      this.options = options;
    }

    void run() throws Exception {
      int rounds = options.number("rounds", 9);
      Map<String, List<Double>> times = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        for (String target : options.all("target")) {
          String[] parts = target.split(":", 3);
          List<Double> mine = times.computeIfAbsent(parts[0], name -> new ArrayList<>());
          // A jar takes seconds; a third of the rounds is enough for it.
          if (parts[0].equals(JAR) && round > Math.max(2, rounds / 3)) {
            continue;
          }
          double took = once(Integer.parseInt(parts[1]), parts[2]);
          if (round > 0) {
            mine.add(took);
          }
        }
      }
      times.forEach(
          (name, all) ->
              System.out.printf(
                  "%s %.1f %.1f%n",
                  name, all.stream().min(Double::compare).orElseThrow(), median(all)));
    }

    private double once(int port, String script) throws Exception {
      ProcessBuilder builder = new ProcessBuilder(script);
      builder.environment().put("PORT", String.valueOf(port));
      builder.redirectErrorStream(true);
      builder.redirectOutput(Path.of(script + ".start.log").toFile());
      Request request = Request.of("GET", "/api/health", null, null);
      long start = System.nanoTime();
      java.lang.Process process = builder.start();
      Thread stop = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(stop);
      try {
        while (true) {
          try (Connection connection = new Connection(port)) {
            if (connection.send(request).status() == 200) {
              return (System.nanoTime() - start) / 1e6;
            }
          } catch (IOException notYet) {
            // Refused until the port is open.
          }
          if (!process.isAlive() || System.nanoTime() - start > LONGEST) {
            throw new IllegalStateException("no start: see " + script + ".start.log");
          }
          Thread.sleep(1);
        }
      } finally {
        process.destroy();
        process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
      }
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Users that only fill the tables

  /** Copies the rows of one account in DynamoDB, with other ids and addresses. */
  private static final class Fill {
    private static final int BATCH = 25;
    private static final Map<String, String> KEYS =
        Map.of("vestibule-users", "user_id", "UserProfiles", "userId");

    private final int storePort;

    Fill(int storePort) {
      this.storePort = storePort;
    }

    void copy(Account template, int users) throws Exception {
      Map<String, String> rows = new LinkedHashMap<>();
      try (Connection connection = new Connection(storePort)) {
        for (Map.Entry<String, String> table : KEYS.entrySet()) {
          rows.put(
              table.getKey(), item(connection, table.getKey(), table.getValue(), template.id()));
        }
        rows.put(
            "vestibule-user-logins",
            item(connection, "vestibule-user-logins", "login", "email:" + template.email()));
      }
      int perTable = (users + BATCH - 1) / BATCH;
      long start = System.nanoTime();
      for (Map.Entry<String, String> table : rows.entrySet()) {
        inParallel(
            8,
            perTable,
            (connection, batch) ->
                write(connection, table.getKey(), table.getValue(), template, batch, users),
            storePort);
      }
      System.err.printf(
          "%d more users in the store in %.0f s%n", users, (System.nanoTime() - start) / 1e9);
    }

    private static String item(Connection connection, String table, String key, String value)
        throws IOException {
      String body =
          """
          {"TableName":"%s","Key":{"%s":{"S":"%s"}},"ConsistentRead":true}"""
              .formatted(table, key, value);
      String found = connection.send(call("GetItem", body)).expect(200).body();
      int start = found.indexOf("\"Item\":");
      if (start < 0) {
        throw new IllegalStateException("no row of the template in " + table);
      }
      return found.substring(start + 7, found.length() - 1);
    }

    private static Void write(
        Connection connection, String table, String row, Account template, int batch, int users)
        throws IOException {
      StringBuilder puts = new StringBuilder();
      for (int i = batch * BATCH; i < Math.min(users, (batch + 1) * BATCH); i++) {
        puts.append(puts.length() == 0 ? "" : ",")
            .append("{\"PutRequest\":{\"Item\":")
            .append(
                row.replace(template.id(), new UUID(i * 0x9E3779B97F4A7C15L, i).toString())
                    .replace(template.email(), "fill-" + i + "@fill.example"))
            .append("}}");
      }
      String body = "{\"RequestItems\":{\"" + table + "\":[" + puts + "]}}";
      connection.send(call("BatchWriteItem", body)).expect(200);
      return null;
    }

    /** DynamoDB Local wants a signature, but does not verify it. */
    private static Request call(String action, String body) {
      String headers =
          """
          Content-Type: application/x-amz-json-1.0\r
          X-Amz-Target: DynamoDB_20120810.%s\r
          Authorization: AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, \
          SignedHeaders=host, Signature=0\r
          """
              .formatted(action);
      return Request.of("POST", "/", null, body, headers);
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Measure

  /**
   * {@code measure --target name:port:pid … --store port:pid --bucket port --users N …}: the cases,
   * and the tables of results on standard output.
   */
  private static final class Measurement {
    private static final int LEAST_ROUNDS = 3;
    private static final double STABLE = 0.03;

    private final Options options;
    private final List<Target> targets = new ArrayList<>();
    private final int connections;
    private final Map<String, Map<Case, List<Run>>> runs = new LinkedHashMap<>();
    private final Map<String, double[]> starts = new LinkedHashMap<>();
    private final Map<String, double[]> sizes = new LinkedHashMap<>();
    private final Set<Case> cases = EnumSet.allOf(Case.class);
    private int rounds;

    Measurement(Options options) {
      this.options = options;
      this.connections = options.number("connections", 32);
      Optional<Process> store =
          options.text("store").map(text -> new Process(Long.parseLong(text.split(":")[1])));
      options.all("target").forEach(text -> targets.add(Target.parse(text, store)));
      List<String> only = options.all("case");
      cases.removeIf(each -> !only.isEmpty() && !only.contains(each.name()));
      options.all("start").forEach(text -> pair(text, starts));
      options.all("size").forEach(text -> pair(text, sizes));
    }

    /** {@code name:one:two}. */
    private static void pair(String text, Map<String, double[]> into) {
      String[] parts = text.split(":");
      into.put(
          parts[0], new double[] {Double.parseDouble(parts[1]), Double.parseDouble(parts[2])});
    }

    void run() throws Exception {
      long begun = System.nanoTime();
      startEmptyBucket(options.port("bucket"));
      Thread.sleep(1_000L * options.number("rest", 5));
      for (Target target : targets) {
        target.idle = target.process.memory();
      }
      prepare();
      int most = options.number("rounds", 6);
      long millis = 1_000L * options.number("seconds", 4);
      double longest = options.number("minutes", 12) * 60.0;
      round(1_000L * options.number("warm-up", 3), false);
      double before = seconds(begun);
      double round = 0;
      // No round begins that could not end in time.
      while (rounds < most
          && seconds(begun) + round < longest
          && !(rounds >= LEAST_ROUNDS && stable())) {
        round(millis, true);
        rounds++;
        round = (seconds(begun) - before) / rounds;
      }
      report();
    }

    private static double seconds(long since) {
      return (System.nanoTime() - since) / 1e9;
    }

    private void prepare() throws Exception {
      int users = options.number("users", 1_000);
      Target first = null;
      for (Target target : targets) {
        System.err.println("accounts for " + target.name);
        if (target.peer instanceof PocketBase pocketBase) {
          try (Connection connection = new Connection(target.port)) {
            pocketBase.prepare(
                connection,
                options.text("superuser").orElseThrow(),
                options.text("superuser-password").orElseThrow());
          }
          target.registerAccounts(connections);
        } else if (first == null) {
          first = target;
          target.registerAccounts(connections);
          int storePort = Integer.parseInt(options.text("store").orElseThrow().split(":")[0]);
          int more = users - 3 * connections;
          if (more > 0) {
            new Fill(storePort).copy(target.writers.get(0), more);
          }
        } else {
          // The same store and keys: the accounts and tokens are valid here too.
          target.readers = first.readers;
          target.writers = first.writers;
          target.visitors = first.visitors;
        }
      }
    }

    private void round(long millis, boolean counted) throws Exception {
      for (Case each : cases) {
        for (Target target : targets) {
          Thread.sleep(SETTLE_MS);
          Run run = Compare.run(target, each, each.connections(connections), millis);
          System.err.printf(
              "%s %-13s %-10s %8.1f/s, CPU %.2f + %.2f ms%s%n",
              counted ? "round " + (rounds + 1) : "warm-up",
              each.title,
              target.name,
              run.perSecond(),
              run.cpu(),
              run.storeCpu(),
              failures(run.statuses()).isEmpty() ? "" : ", " + failures(run.statuses()));
          if (counted) {
            runs.computeIfAbsent(target.name, name -> new EnumMap<>(Case.class))
                .computeIfAbsent(each, any -> new ArrayList<>())
                .add(run);
          }
        }
      }
    }

    /** Whether the last round moved no ratio of CPU (without PocketBase, no CPU) by 3 % or more. */
    private boolean stable() {
      for (Target target : targets) {
        for (Case each : cases) {
          double now = figure(target.name, each, rounds);
          double before = figure(target.name, each, rounds - 1);
          if (Math.abs(now - before) >= STABLE * before) {
            return false;
          }
        }
      }
      return true;
    }

    private double figure(String name, Case each, int count) {
      List<Run> mine = runs.get(name).get(each).subList(0, count);
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double reference = has(POCKETBASE) ? runs.get(POCKETBASE).get(each).get(i).cpu() : 1;
        values.add(mine.get(i).cpu() / reference);
      }
      return median(values);
    }

    private boolean has(String name) {
      return targets.stream().anyMatch(target -> target.name.equals(name));
    }

    private Optional<Target> target(String name) {
      return targets.stream().filter(target -> target.name.equals(name)).findFirst();
    }

    private double medianOf(String name, Case each, ToDoubleFunction<Run> figure) {
      return median(runs.get(name).get(each).stream().map(figure::applyAsDouble).toList());
    }

    // The report

    private final List<String> missed = new ArrayList<>();
    private final Map<String, Memory> after = new LinkedHashMap<>();
    private final Map<String, Double> peaks = new LinkedHashMap<>();

    private void report() throws IOException {
      for (Target target : targets) {
        after.put(target.name, target.process.memory());
        peaks.put(target.name, target.process.peakMib());
      }
      System.out.printf(
          "%d users, %d connections (logins %d), %d rounds of %d s a case and server, medians of the"
              + " rounds; %s%n%n",
          options.number("users", 1_000),
          connections,
          Case.LOGIN.connections(connections),
          rounds,
          options.number("seconds", 4),
          rounds >= LEAST_ROUNDS && stable()
              ? "the last round moved no ratio by 3 %"
              : "ratios were not stable yet");
      System.out.println(
          "| measured | PocketBase | binary | jar | binary ÷ PocketBase | jar ÷ PocketBase | budget"
              + " of the binary | |");
      System.out.println("|---|---:|---:|---:|---:|---:|---|---|");
      absolute("file, MB", name -> at(sizes, name, 0), 60);
      absolute("file by gzip, MB", name -> at(sizes, name, 1), 22);
      relative("start to first 200, least, ms", name -> at(starts, name, 0), 1.0);
      relative("start to first 200, median, ms", name -> at(starts, name, 1), 1.0);
      absolute("resident idle, MiB", name -> idle(name, Memory::resident), 50);
      absolute("resident idle, anonymous, MiB", name -> idle(name, Memory::anonymous), 10);
      unlimited("resident idle, pages of files, MiB", name -> idle(name, Memory::file));
      unlimited("proportional idle, MiB", name -> idle(name, Memory::proportional));
      relative("most resident under load, MiB", name -> Optional.ofNullable(peaks.get(name)), 1.0);
      unlimited(
          "resident after the load, MiB",
          name -> Optional.ofNullable(after.get(name)).map(Memory::resident));
      for (Case each : cases) {
        String title = each.title + ", CPU ms a request";
        Function<String, Optional<Double>> cpu =
            name -> has(name) ? Optional.of(medianOf(name, each, Run::cpu)) : Optional.empty();
        if (Double.isNaN(each.budget)) {
          unlimited(title, cpu);
        } else {
          relative(title, cpu, each.budget);
        }
      }
      System.out.printf(
          "%n%s%n%n",
          !has(BINARY)
              ? "The binary was not measured, so no budget was checked."
              : missed.isEmpty()
                  ? "The binary misses none of the budgets that could be checked."
                  : "The binary misses: " + String.join("; ", missed) + ".");
      System.out.println(
          "| case | server | requests/s | p50 ms | p99 ms | CPU ms of the server | of its store |"
              + " least to most CPU of a round | not 2xx |");
      System.out.println("|---|---|---:|---:|---:|---:|---:|---:|---|");
      for (Case each : cases) {
        for (Target target : targets) {
          detail(each, target.name);
        }
      }
    }

    private void detail(Case each, String name) {
      List<Run> mine = runs.get(name).get(each);
      Map<String, Integer> statuses = new TreeMap<>();
      mine.forEach(run -> run.statuses().forEach((s, n) -> statuses.merge(s, n, Integer::sum)));
      System.out.printf(
          "| %s | %s | %.0f | %.1f | %.1f | %.2f | %s | %.2f–%.2f | %s |%n",
          each.title,
          name,
          medianOf(name, each, Run::perSecond),
          medianOf(name, each, Run::p50),
          medianOf(name, each, Run::p99),
          medianOf(name, each, Run::cpu),
          name.equals(POCKETBASE) ? "–" : "%.2f".formatted(medianOf(name, each, Run::storeCpu)),
          mine.stream().mapToDouble(Run::cpu).min().orElseThrow(),
          mine.stream().mapToDouble(Run::cpu).max().orElseThrow(),
          failures(statuses));
    }

    private static Optional<Double> at(Map<String, double[]> from, String name, int index) {
      return Optional.ofNullable(from.get(name)).map(values -> values[index]);
    }

    private Optional<Double> idle(String name, Function<Memory, Double> figure) {
      return target(name).map(target -> figure.apply(target.idle));
    }

    private void absolute(String title, Function<String, Optional<Double>> figure, double most) {
      row(title, figure, "≤ " + Math.round(most), figure.apply(BINARY).map(value -> value <= most));
    }

    private void relative(String title, Function<String, Optional<Double>> figure, double most) {
      Optional<Double> reference = figure.apply(POCKETBASE);
      row(
          title,
          figure,
          "≤ %.1f × PocketBase".formatted(most),
          figure.apply(BINARY).flatMap(value -> reference.map(other -> value <= most * other)));
    }

    private void unlimited(String title, Function<String, Optional<Double>> figure) {
      row(title, figure, "–", Optional.empty());
    }

    private void row(
        String title,
        Function<String, Optional<Double>> figure,
        String budget,
        Optional<Boolean> kept) {
      Optional<Double> reference = figure.apply(POCKETBASE);
      Optional<Double> binary = figure.apply(BINARY);
      Optional<Double> jar = figure.apply(JAR);
      if (kept.isPresent() && !kept.get()) {
        missed.add(title);
      }
      System.out.printf(
          "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
          title,
          text(reference),
          text(binary),
          text(jar),
          ratio(binary, reference),
          ratio(jar, reference),
          budget,
          kept.map(met -> met ? "met" : "**missed**").orElse(""));
    }

    private static String text(Optional<Double> value) {
      return value.map(v -> v < 10 ? "%.2f".formatted(v) : "%.0f".formatted(v)).orElse("–");
    }

    private static String ratio(Optional<Double> value, Optional<Double> reference) {
      return value
          .flatMap(v -> reference.map(other -> "%.2f".formatted(v / other)))
          .orElse("–");
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Soak

  /**
   * {@code soak --target name:port:pid --bucket port --minutes M --connections C}: the mixed load on one
   * server. Exits with 1 after any answer but 2xx and 503 with {@code Retry-After}, or if the process
   * ends.
   */
  private static final class Soak {
    private static final int STEP_SECONDS = 10;
    private static final String ALLOWED = "503 with Retry-After";

    private final Options options;

    Soak(Options options) {
      this.options = options;
    }

    void run() throws Exception {
      int connections = options.number("connections", 64);
      int minutes = options.number("minutes", 10);
      Target target = Target.parse(options.text("target").orElseThrow(), Optional.empty());
      startEmptyBucket(options.port("bucket"));
      System.out.printf("idle: %s%n", memory(target));
      target.registerAccounts(connections);

      Map<String, Integer> statuses = new TreeMap<>();
      double early = 0;
      int steps = minutes * 60 / STEP_SECONDS;
      int earlyStep = Math.min(2 * 60 / STEP_SECONDS, steps);
      for (int step = 1; step <= steps; step++) {
        Run run = Compare.run(target, Case.MIXED, connections, STEP_SECONDS * 1_000L);
        run.statuses().forEach((status, n) -> statuses.merge(status, n, Integer::sum));
        if (step == earlyStep) {
          early = target.process.memory().resident();
        }
        if (step % 6 == 0 || step == steps) {
          System.out.printf(
              "%4d s: %.0f requests/s, p50 %.1f ms, p99 %.1f ms, %s%n",
              step * STEP_SECONDS, run.perSecond(), run.p50(), run.p99(), memory(target));
        }
      }
      double last = target.process.memory().resident();
      System.out.println("answers by status: " + statuses);
      System.out.printf(
          "resident at minute %.0f: %.1f MiB, at the end: %.1f MiB (%+.1f %%), at most %.1f MiB%n",
          earlyStep * STEP_SECONDS / 60.0, early, last, 100 * (last / early - 1),
          target.process.peakMib());
      boolean clean =
          statuses.keySet().stream()
              .allMatch(status -> status.startsWith("2") || status.equals(ALLOWED));
      System.out.println(
          clean ? "no error but " + ALLOWED : "there were errors other than " + ALLOWED);
      System.exit(clean ? 0 : 1);
    }

    private static String memory(Target target) throws IOException {
      Memory memory = target.process.memory();
      return "resident %.1f MiB (anonymous %.1f, files %.1f)"
          .formatted(memory.resident(), memory.anonymous(), memory.file());
    }
  }
}
