package io.vestibule.testing;

import io.restassured.RestAssured;
import io.vestibule.testing.RawHttp.Answer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An HTTP/1.1 connection to the service at the level of bytes. */
public final class RawConnection implements AutoCloseable {
  private final Socket socket;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  public static RawConnection open(Duration patience) throws IOException {
    return of(new Socket(URI.create(RestAssured.baseURI).getHost(), RestAssured.port), patience);
  }

  public static RawConnection openTls(int port, Duration patience)
      throws IOException, GeneralSecurityException {
    return of(
        ServerCertificate.trusting()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), port),
        patience);
  }

  private static RawConnection of(Socket socket, Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    socket.setTcpNoDelay(true);
    return new RawConnection(socket);
  }

  /** Lines of a request, each with the line break of HTTP. */
  public static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Sends each character as one byte. */
  public void send(String octets) throws IOException {
    socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The next answer; empty if the service closed the connection instead. */
  public Optional<Answer> read() throws IOException {
    InputStream in = socket.getInputStream();
    String head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = head.lines().toList();
    Map<String, List<String>> fields = new HashMap<>();
    lines.stream()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .forEach(
            line ->
                fields
                    .computeIfAbsent(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        name -> new ArrayList<>())
                    .add(line.substring(line.indexOf(':') + 1).strip()));
    HttpHeaders headers = HttpHeaders.of(fields, (name, value) -> true);
    int status = Integer.parseInt(lines.get(0).substring(9, 12));
    return Optional.of(new Answer(status, headers, body(in, headers, status)));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet;
      try {
        octet = in.read();
      } catch (SocketException reset) {
        octet = -1;
      }
      if (octet < 0) {
        if (head.length() > 0) {
          throw new EOFException("the head ends early: " + head);
        }
        break;
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  private static String body(InputStream in, HttpHeaders headers, int status) throws IOException {
    byte[] body;
    if (headers.firstValue("transfer-encoding").isPresent()) {
      body = chunks(in);
    } else if (status == 204 || status == 304) {
      body = new byte[0];
    } else {
      body = in.readNBytes((int) headers.firstValueAsLong("content-length").orElse(0));
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  /** Whether the service closes the connection, without a further answer, within the patience. */
  public boolean isClosed() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
