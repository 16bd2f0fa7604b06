package io.vestibule.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 client that sends any bytes as a request and reads the response. It keeps the
 * connection open while the service does. A response that does not arrive within {@value
 * #TIMEOUT_MILLIS} ms is a failure: the service hangs.
 */
final class FuzzConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int MAX_BODY = 4 << 20;

  private final String host;
  private final int port;
  private Socket socket;
  private InputStream input;

  FuzzConnection(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * A response.
   *
   * @param headers name in lower case and value
   */
  record Response(int status, List<String[]> headers, String body) {
    Optional<String> header(String name) {
      return headers.stream().filter(one -> one[0].equals(name)).map(one -> one[1]).findFirst();
    }
  }

  /** Sends the request; a connection that the service closed while idle is opened again once. */
  Response send(byte[] request, boolean head) throws IOException {
    boolean reused = socket != null;
    try {
      return exchange(request, head);
    } catch (java.net.SocketTimeoutException hung) {
      close();
      throw hung;
    } catch (IOException broken) {
      close();
      if (!reused) {
        throw broken;
      }
      return exchange(request, head);
    }
  }

  private Response exchange(byte[] request, boolean head) throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      input = new BufferedInputStream(socket.getInputStream(), 16_384);
    }
    try {
      socket.getOutputStream().write(request);
    } catch (IOException refusedEarly) {
      // The service may answer, for example 413, and close before it has read everything.
    }
    Response response = read(head);
    while (response.status() == 100) {
      response = read(head);
    }
    if (response.header("connection").filter("close"::equalsIgnoreCase).isPresent()) {
      close();
    }
    return response;
  }

  private Response read(boolean head) throws IOException {
    String statusLine = line();
    if (!statusLine.startsWith("HTTP/1.")) {
      throw new IOException("not a status line: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    List<String[]> headers = new ArrayList<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.add(
          new String[] {
            header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip()
          });
    }
    Response start = new Response(status, headers, "");
    if (head || status < 200 || status == 204 || status == 304) {
      return start;
    }
    return new Response(status, headers, body(start));
  }

  private String body(Response start) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (start.header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      int size;
      do {
        size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
        take(size, body);
        line();
      } while (size > 0);
    } else if (start.header("content-length").isPresent()) {
      take(Integer.parseInt(start.header("content-length").get()), body);
    } else {
      body.write(input.readNBytes(MAX_BODY));
      close();
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private void take(int size, ByteArrayOutputStream body) throws IOException {
    byte[] bytes = input.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the response ends early");
    }
    body.write(bytes, 0, Math.min(size, Math.max(0, MAX_BODY - body.size())));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new EOFException("closed without a complete response");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyClosed) {
        // Nothing left to release.
      }
    }
  }
}
