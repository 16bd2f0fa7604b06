package io.vestibule.console;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, as it is sent.
 *
 * @param type its media type
 * @param plain its bytes
 * @param zipped the same, gzip; null where that is not shorter
 * @param hash of the bytes, hex: the heart of its entity tags
 */
record StaticFile(String type, Buffer plain, Buffer zipped, String hash) {
  private static final int HASH_LENGTH = 32;
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "wasm", "application/wasm");

  static StaticFile of(String name, byte[] bytes) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    String type = TYPES.getOrDefault(extension, "application/octet-stream");
    byte[] zipped = zip(bytes);
    return new StaticFile(
        type,
        Buffer.buffer(bytes),
        zipped.length < bytes.length ? Buffer.buffer(zipped) : null,
        hash(bytes));
  }

  Buffer bytes(boolean zip) {
    return zip && zipped != null ? zipped : plain;
  }

  /** Strong, so another for the other encoding (RFC 9110 section 8.8.3.3). */
  String etag(boolean zip) {
    return zip && zipped != null ? "\"" + hash + "-gzip\"" : "\"" + hash + "\"";
  }

  private static byte[] zip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length);
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a byte array takes every byte", impossible);
    }
    return zipped.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
