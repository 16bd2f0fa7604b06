package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wycheproof's vectors, applied as its {@code doc/c2sp_chunked_encryption.md} says. */
class CobblestoneVectorsTest {

  @SuppressWarnings("ArrayRecordComponent")
  record Vector(
      String name,
      boolean valid,
      List<String> flags,
      SecretBytes key,
      byte[] context,
      byte[] file,
      int length,
      String sha512) {

    boolean has(String flag) {
      return flags.contains(flag);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> all() {
    JsonNode groups = Vectors.read("cobblestone-256.json").get("testGroups");
    return StreamSupport.stream(groups.spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.get("tests").spliterator(), false))
        .map(CobblestoneVectorsTest::vector);
  }

  static Stream<Vector> valid() {
    return all().filter(Vector::valid);
  }

  static Stream<Vector> opened() {
    return all().filter(vector -> !vector.has("HeaderFailure"));
  }

  static Stream<Vector> headerFailures() {
    return all().filter(vector -> vector.has("HeaderFailure"));
  }

  @Test
  void allVectorsAreRead() {
    assertEquals(35, all().count());
    assertEquals(10, valid().count());
    assertEquals(10, headerFailures().count());
  }

  @ParameterizedTest
  @MethodSource("opened")
  void decryptAsAStream(Vector vector) throws Exception {
    for (int step : new int[] {977, 16_400, 16_456, 100_000}) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      Decryptor decryptor = Decryptor.ofFile(vector.key, vector.context);
      if (vector.valid) {
        feed(decryptor, vector.file, step, plain);
        assertMessage(vector, plain.toByteArray());
      } else {
        assertThrows(
            InvalidCiphertextException.class, () -> feed(decryptor, vector.file, step, plain));
        assertThrows(
            InvalidCiphertextException.class, () -> decryptor.update(ByteBuffer.allocate(0)));
        assertThrows(InvalidCiphertextException.class, decryptor::finish);
        // Fed in small steps, all authentic chunks have come out, and nothing else.
        if (step < 16_400) {
          assertMessage(vector, plain.toByteArray());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("opened")
  void decryptByRandomAccess(Vector vector) throws Exception {
    byte[] header = Arrays.copyOf(vector.file, Cobblestone256.HEADER);
    FileKey key = Cobblestone256.open(vector.key, header, vector.context);
    if (vector.valid) {
      assertMessage(vector, whole(key, vector.file));
    } else {
      assertThrows(InvalidCiphertextException.class, () -> whole(key, vector.file));
    }
  }

  @ParameterizedTest
  @MethodSource("opened")
  void proveTheLengthByTheFinalChunk(Vector vector) {
    byte[] header = Arrays.copyOf(vector.file, Cobblestone256.HEADER);
    FileKey key = Cobblestone256.open(vector.key, header, vector.context);
    if (vector.valid || vector.has("ValidFinalChunk")) {
      long length = Cobblestone256.plaintextLength(vector.file.length);
      assertEquals(length % Cobblestone256.CHUNK, finalChunk(key, vector.file).length);
    } else {
      assertThrows(InvalidCiphertextException.class, () -> finalChunk(key, vector.file));
    }
  }

  @ParameterizedTest
  @MethodSource("headerFailures")
  void failBeforeAnyChunk(Vector vector) {
    Class<? extends RuntimeException> expected =
        vector.has("InvalidKeySize")
            ? IllegalArgumentException.class
            : InvalidCiphertextException.class;
    byte[] header = Arrays.copyOf(vector.file, Math.min(vector.file.length, Cobblestone256.HEADER));
    assertThrows(expected, () -> Cobblestone256.open(vector.key, header, vector.context));
    assertThrows(
        expected,
        () -> {
          ByteArrayOutputStream plain = new ByteArrayOutputStream();
          try {
            feed(Decryptor.ofFile(vector.key, vector.context), vector.file, 10, plain);
          } finally {
            assertEquals(0, plain.size());
          }
        });
  }

  @ParameterizedTest
  @MethodSource("valid")
  void encryptToTheSameFile(Vector vector) throws Exception {
    byte[] header = Arrays.copyOf(vector.file, Cobblestone256.HEADER);
    byte[] message = whole(Cobblestone256.open(vector.key, header, vector.context), vector.file);
    byte[] salt = Arrays.copyOf(vector.file, Cobblestone256.SALT);
    try (var encryptor = new Encryptor(FileKey.create(vector.key, salt, vector.context))) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      for (int at = 0; at < message.length; at += 9_999) {
        int size = Math.min(9_999, message.length - at);
        write(encryptor.update(ByteBuffer.wrap(message, at, size)), file);
      }
      write(encryptor.finish(), file);
      assertArrayEquals(vector.file, file.toByteArray());
    }
  }

  private static byte[] finalChunk(FileKey key, byte[] file) {
    ChunkRange range = ChunkRange.whole(file.length);
    int from = Cobblestone256.HEADER + (int) range.lastChunk() * Cobblestone256.SEALED_CHUNK;
    return key.decryptChunk(
        range.lastChunk(), ByteBuffer.wrap(file, from, file.length - from), true);
  }

  private static byte[] whole(FileKey key, byte[] file) {
    ChunkRange range = ChunkRange.whole(file.length);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    Decryptor decryptor = Decryptor.of(key, range);
    write(
        decryptor.update(
            ByteBuffer.wrap(file, (int) range.ciphertextFrom(), (int) range.ciphertextLength())),
        plain);
    write(decryptor.finish(), plain);
    return plain.toByteArray();
  }

  private static void feed(Decryptor decryptor, byte[] file, int step, ByteArrayOutputStream out) {
    for (int at = 0; at < file.length; at += step) {
      write(decryptor.update(ByteBuffer.wrap(file, at, Math.min(step, file.length - at))), out);
    }
    write(decryptor.finish(), out);
  }

  private static void write(ByteBuffer from, ByteArrayOutputStream out) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    out.writeBytes(bytes);
  }

  private static void assertMessage(Vector vector, byte[] plain) throws NoSuchAlgorithmException {
    assertEquals(vector.length, plain.length);
    if (vector.sha512 != null) {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(plain);
      assertEquals(vector.sha512, HexFormat.of().formatHex(hash));
    }
  }

  private static Vector vector(JsonNode test) {
    HexFormat hex = HexFormat.of();
    return new Vector(
        test.get("tcId").asInt() + ": " + test.get("comment").asText(),
        test.get("result").asText().equals("valid"),
        StreamSupport.stream(test.get("flags").spliterator(), false).map(JsonNode::asText).toList(),
        SecretBytes.of(hex.parseHex(test.get("key").asText())),
        hex.parseHex(test.get("ctx").asText()),
        inflated(hex.parseHex(test.get("ct").asText())),
        test.path("msgLength").asInt(0),
        test.path("msgSha512").asText(null));
  }

  private static byte[] inflated(byte[] zlib) {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(zlib))) {
      return in.readAllBytes();
    } catch (IOException damaged) {
      throw new IllegalArgumentException(damaged);
    }
  }
}
