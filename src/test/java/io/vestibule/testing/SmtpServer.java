package io.vestibule.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** An SMTP server that misbehaves at a step of the conversation as a test wants. */
public final class SmtpServer implements AutoCloseable {
  /** The steps of a conversation. */
  public enum Step {
    CONNECT,
    EHLO,
    MAIL,
    RCPT,
    DATA,
    /** After the content was received. */
    CONTENT
  }

  /** In place of a reply: the server says nothing more. */
  public static final String HANG = "hang";

  /** In place of a reply: the server closes the connection. */
  public static final String CLOSE = "close";

  private static final Map<Step, String> REPLIES =
      Map.of(
          Step.CONNECT, "220 test ESMTP",
          Step.EHLO, "250 test",
          Step.MAIL, "250 2.1.0 OK",
          Step.RCPT, "250 2.1.5 OK",
          Step.DATA, "354 go on",
          Step.CONTENT, "250 2.0.0 accepted");

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 5_000;
  private static final Duration RELEASE = Duration.ofSeconds(60);

  private final ServerSocket socket;
  private final Map<Step, String> faults = new ConcurrentHashMap<>();
  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  private Thread acceptor;

  private SmtpServer(ServerSocket socket) {
    this.socket = socket;
  }

  /** Starts on the port, as soon as a server that was closed before has released it. */
  public static SmtpServer listening(int port) {
    SmtpServer server = new SmtpServer(bind(port));
    server.acceptor = start(server::accept);
    return server;
  }

  private static ServerSocket bind(int port) {
    long latest = System.nanoTime() + RELEASE.toNanos();
    while (true) {
      try {
        return new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
      } catch (IOException taken) {
        if (System.nanoTime() - latest > 0) {
          throw new UncheckedIOException(taken);
        }
        Thread.onSpinWait();
      }
    }
  }

  /**
   * A port on which nothing listens. It is below those that the system gives to connections, so
   * nothing takes it while a test has its server closed.
   */
  public static int freePort() {
    for (int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS); ; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        if (port > FIRST_PORT + 2 * PORTS) {
          throw new UncheckedIOException(taken);
        }
      }
    }
  }

  /** Replies so at this step, and as a good server at all others. */
  public void answer(Step step, String reply) {
    faults.clear();
    faults.put(step, reply);
  }

  public void mend() {
    faults.clear();
  }

  /** The arguments of all {@code RCPT TO}. */
  public List<String> recipients() {
    return recipients;
  }

  /** The contents that were received completely, whatever the reply was. */
  public List<String> messages() {
    return messages;
  }

  /** Number of open connections. */
  public int connections() {
    return clients.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        clients.add(client);
        start(() -> serve(client));
      } catch (IOException closed) {
        // The next iteration checks whether the server is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = client.getOutputStream();
      reply(client, out, Step.CONNECT);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("RCPT")) {
          recipients.add(line.substring(line.indexOf(':') + 1));
        }
        if (command.startsWith("QUIT")) {
          write(out, "221 bye");
          return;
        }
        if (command.startsWith("RSET")) {
          write(out, "250 OK");
          continue;
        }
        Step step =
            command.startsWith("EHLO") || command.startsWith("HELO")
                ? Step.EHLO
                : Step.valueOf(command.substring(0, 4));
        if (reply(client, out, step) && step == Step.DATA) {
          messages.add(content(in));
          reply(client, out, Step.CONTENT);
        }
      }
    } catch (IOException gone) {
      // The client is gone, or the server is closed.
    } finally {
      clients.remove(client);
    }
  }

  /** Whether the client goes on. */
  private boolean reply(Socket client, OutputStream out, Step step) throws IOException {
    String reply = faults.getOrDefault(step, REPLIES.get(step));
    if (reply.equals(CLOSE)) {
      client.close();
      throw new IOException("closed");
    }
    if (reply.equals(HANG)) {
      // Until the client gives up; a read notices it.
      while (client.getInputStream().read() >= 0) {
        Thread.onSpinWait();
      }
      throw new IOException("the client gave up");
    }
    write(out, reply);
    return reply.charAt(0) < '4';
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String content(BufferedReader in) throws IOException {
    StringBuilder content = new StringBuilder();
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new IOException("the client is gone");
      }
      content.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
    }
    return content.toString();
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "smtp-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    try {
      socket.close();
      // The system may accept connections until the thread has noticed.
      acceptor.join(RELEASE.toMillis());
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
