package io.vestibule.console;

import io.vertx.core.buffer.Buffer;
import io.vestibule.runtime.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A static file in the form in which it is sent.
 *
 * @param type the media type
 * @param plain the content
 * @param gzipped the content in gzip; null if that is not shorter
 * @param hash the hash of the content in hex, used in the entity tags
 */
record StaticFile(String type, Buffer plain, Buffer gzipped, String hash) {
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
    byte[] gzipped = compress(bytes);
    return new StaticFile(
        type,
        Buffer.buffer(bytes),
        gzipped.length < bytes.length ? Buffer.buffer(gzipped) : null,
        hash(bytes));
  }

  Buffer bytes(boolean gzip) {
    return gzip && gzipped != null ? gzipped : plain;
  }

  /** A strong entity tag, so each encoding has its own (RFC 9110 section 8.8.3.3). */
  String etag(boolean gzip) {
    return gzip && gzipped != null ? "\"" + hash + "-gzip\"" : "\"" + hash + "\"";
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream(bytes.length);
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a byte array takes every byte", impossible);
    }
    return gzipped.toByteArray();
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.sha256(bytes)).substring(0, HASH_LENGTH);
  }
}
