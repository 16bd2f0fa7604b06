package io.vestibule.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection to the service over TLS, at the level of frames (RFC 9113). */
public final class Http2Connection implements AutoCloseable {
  public static final int END_STREAM = 0x1;
  public static final int END_HEADERS = 0x4;

  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final SSLSocket socket;
  private final DataInputStream input;

  private Http2Connection(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.input = new DataInputStream(socket.getInputStream());
  }

  /** A frame that the service sent. */
  public record Frame(int type, int flags, int stream) {
    /** Whether the answer on that stream is complete. */
    public boolean isEndOf(int request) {
      return stream == request && type < RST_STREAM && (flags & END_STREAM) != 0;
    }
  }

  /** Negotiates HTTP/2 and sends the preface with empty settings. */
  public static Http2Connection open(int port, Duration patience)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            ServerCertificate.trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) patience.toMillis());
    socket.setTcpNoDelay(true);
    socket.startHandshake();
    Http2Connection connection = new Http2Connection(socket);
    connection.send(PREFACE.getBytes(StandardCharsets.US_ASCII));
    connection.send(frame(SETTINGS, 0, 0, new byte[0]));
    return connection;
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next frame that matches; empty if the service closes the connection before. */
  public Optional<Frame> readUntil(Predicate<Frame> wanted) throws IOException {
    try {
      while (true) {
        int lengthAndType = input.readInt();
        int flags = input.readUnsignedByte();
        Frame frame = new Frame(lengthAndType & 0xff, flags, input.readInt());
        input.readFully(new byte[lengthAndType >>> 8]);
        if (wanted.test(frame)) {
          return Optional.of(frame);
        }
      }
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The header block of a request, without compression (RFC 7541 section 6.2.2). */
  public static byte[] head(String method, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(field(":method", method));
    block.writeBytes(field(":scheme", "https"));
    block.writeBytes(field(":authority", "localhost"));
    block.writeBytes(field(":path", path));
    block.writeBytes(field("content-type", "application/json"));
    return block.toByteArray();
  }

  /** A header field of a name and a value below 127 bytes. */
  public static byte[] field(String name, String value) {
    return ByteBuffer.allocate(3 + name.length() + value.length())
        .put((byte) 0)
        .put((byte) name.length())
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .put((byte) value.length())
        .put(value.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
