package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.MAX_CHUNKS;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyTest {

  private final byte[] plain = Files.plaintext(CHUNK + 9);
  private final byte[] file = Files.encrypt(plain);

  @Test
  void decryptsChunksInAnyOrder() {
    try (FileKey key = Files.open(file)) {
      byte[] last = key.decryptChunk(1, chunk(1, 25), true);
      byte[] first = key.decryptChunk(0, chunk(0, SEALED_CHUNK), false);
      assertArrayEquals(plain, Files.join(ByteBuffer.wrap(first), ByteBuffer.wrap(last)));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,16399,false", "0,16400,true", "1,25,false", "1,15,true", "1,0,true", "1,0,false"})
  void refusesAChunkOfTheWrongSize(long index, int size, boolean last) {
    try (FileKey key = Files.open(file)) {
      ByteBuffer chunk = chunk((int) index, size);
      var refusal =
          assertThrows(
              InvalidCiphertextException.class, () -> key.decryptChunk(index, chunk, last));
      assertEquals("chunk %d has %d bytes".formatted(index, size), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, MAX_CHUNKS, Long.MAX_VALUE})
  void refusesAnImpossibleNumber(long index) {
    try (FileKey key = Files.open(file)) {
      ByteBuffer chunk = chunk(1, 25);
      assertThrows(InvalidCiphertextException.class, () -> key.decryptChunk(index, chunk, true));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 25, 56})
  void takesA24ByteSalt(int size) {
    assertThrows(
        IllegalArgumentException.class,
        () -> FileKey.create(Files.KEY, new byte[size], Files.CONTEXT));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 55, 57})
  void takesA56ByteHeader(int size) {
    byte[] header = Arrays.copyOf(file, size);
    assertThrows(
        InvalidCiphertextException.class,
        () -> Cobblestone256.open(Files.KEY, header, Files.CONTEXT));
  }

  @Test
  void namesItsFileByTheHeader() {
    try (FileKey key = Files.open(file)) {
      assertArrayEquals(Arrays.copyOf(file, 56), key.header());
      assertEquals("FileKey[redacted]", key.toString());
    }
  }

  @Test
  void usesNoNonceTwice() {
    try (FileKey key = FileKey.create(Files.KEY, new SecureRandom(), Files.CONTEXT)) {
      Files.join(new Encryptor(key).finish());
      assertThrows(IllegalStateException.class, new Encryptor(key)::finish);
    }
    FileKey short1 = FileKey.create(Files.KEY, new SecureRandom(), Files.CONTEXT);
    byte[] out = new byte[SEALED_CHUNK];
    short1.encryptNext(plain, 5, out, 0);
    assertThrows(IllegalStateException.class, () -> short1.encryptNext(plain, 5, out, 0));
  }

  @Test
  void doesNotEncryptWithTheKeyOfAnExistingFile() {
    try (FileKey key = Files.open(file)) {
      assertThrows(IllegalStateException.class, new Encryptor(key)::finish);
    }
  }

  @Test
  void closedSecretRefusesUse() {
    FileKey key = Files.open(file);
    key.close();
    key.close();
    ByteBuffer chunk = chunk(1, 25);
    assertThrows(IllegalStateException.class, () -> key.decryptChunk(1, chunk, true));
  }

  private ByteBuffer chunk(int index, int size) {
    return ByteBuffer.wrap(file, Cobblestone256.HEADER + index * SEALED_CHUNK, size);
  }
}
