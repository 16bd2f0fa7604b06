package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.MAX_CHUNKS;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Cobblestone256Test {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 163_840, 1_000_003})
  void decryptsWhatItEncrypted(int size) {
    byte[] plain = Files.plaintext(size);
    byte[] file = Files.encrypt(plain);
    assertEquals(Cobblestone256.ciphertextLength(size), file.length);
    assertEquals(size, Cobblestone256.plaintextLength(file.length));
    assertArrayEquals(plain, Files.decrypt(file));
  }

  @Test
  void acceptsInputInPiecesOfAnySize() {
    Random random = new Random(3);
    for (int round = 0; round < 100; round++) {
      byte[] plain = Files.plaintext(random.nextInt(5 * CHUNK));
      byte[] file;
      try (var encryptor =
          new Encryptor(FileKey.create(Files.KEY, new SecureRandom(), Files.CONTEXT))) {
        file = Files.join(Files.join(random, plain, encryptor::update), encryptor.finish());
      }
      try (var decryptor = Decryptor.ofFile(Files.KEY, Files.CONTEXT)) {
        assertArrayEquals(
            plain, Files.join(Files.join(random, file, decryptor::update), decryptor.finish()));
      }
    }
  }

  @Test
  void readsDirectAndReadOnlyBuffers() {
    byte[] file = Files.encrypt(Files.plaintext(20_000));
    ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
    try (var decryptor = Decryptor.ofFile(Files.KEY, Files.CONTEXT)) {
      ByteBuffer first = decryptor.update(direct.asReadOnlyBuffer());
      assertArrayEquals(Files.plaintext(20_000), Files.join(first, decryptor.finish()));
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] file = Files.encrypt(Files.plaintext(5));
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] altered = file.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(altered));
    }
  }

  @Test
  void refusesTruncationAtEveryByte() {
    byte[] file = Files.encrypt(Files.plaintext(2 * CHUNK + 3));
    for (int size = 0; size < file.length; size++) {
      byte[] truncated = Arrays.copyOf(file, size);
      assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(truncated));
    }
  }

  @Test
  void refusesAnythingAppended() {
    for (int size : new int[] {0, 5, CHUNK - 1, CHUNK}) {
      byte[] file = Files.encrypt(Files.plaintext(size));
      for (int more : new int[] {1, 15, 16, 17, SEALED_CHUNK}) {
        byte[] extended = Arrays.copyOf(file, file.length + more);
        assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(extended));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,0", "1,2", "2,0", "0,2"})
  void refusesReorderedAndDuplicatedChunks(int from, int to) {
    byte[] file = Files.encrypt(Files.plaintext(3 * CHUNK + 1));
    byte[] duplicated = file.clone();
    System.arraycopy(file, at(from), duplicated, at(to), SEALED_CHUNK);
    byte[] swapped = duplicated.clone();
    System.arraycopy(file, at(to), swapped, at(from), SEALED_CHUNK);
    assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(duplicated));
    assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(swapped));
  }

  @Test
  void refusesAChunkOfAnotherFile() {
    byte[] file = Files.encrypt(Files.plaintext(CHUNK + 1));
    byte[] other = Files.encrypt(Files.plaintext(CHUNK + 1));
    System.arraycopy(other, at(0), file, at(0), SEALED_CHUNK);
    assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(file));
  }

  @Test
  void refusesAnotherKeyOrContext() {
    byte[] file = Files.encrypt(Files.plaintext(5));
    SecretBytes otherKey = SecretBytes.random(32, new SecureRandom());
    byte[] longer = Arrays.copyOf(Files.CONTEXT, Files.CONTEXT.length + 1);
    assertThrows(
        InvalidCiphertextException.class, () -> Files.decrypt(file, otherKey, Files.CONTEXT));
    assertThrows(InvalidCiphertextException.class, () -> Files.decrypt(file, Files.KEY, longer));
    assertThrows(
        InvalidCiphertextException.class, () -> Files.decrypt(file, Files.KEY, new byte[0]));
  }

  @Test
  void encryptsWithDistinctSalts() {
    byte[] plain = Files.plaintext(100);
    assertFalse(Arrays.equals(Files.encrypt(plain), Files.encrypt(plain)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 55, 56, 71, 16_456, 16_457, 16_471, 32_856, Long.MIN_VALUE})
  void refusesImpossibleFileSizes(long size) {
    assertThrows(InvalidCiphertextException.class, () -> Cobblestone256.plaintextLength(size));
  }

  @ParameterizedTest
  @CsvSource({"0,72", "1,73", "16383,16455", "16384,16472", "16385,16473", "32768,32872"})
  void computesFileSizes(long plain, long file) {
    assertEquals(file, Cobblestone256.ciphertextLength(plain));
    assertEquals(plain, Cobblestone256.plaintextLength(file));
  }

  @Test
  void endsAtFourPebibytes() {
    long longest = MAX_CHUNKS * CHUNK - 1;
    long file = Cobblestone256.ciphertextLength(longest);
    assertEquals(longest, Cobblestone256.plaintextLength(file));
    assertThrows(InvalidCiphertextException.class, () -> Cobblestone256.plaintextLength(file + 17));
    assertThrows(
        InvalidCiphertextException.class, () -> Cobblestone256.plaintextLength(Long.MAX_VALUE));
    assertThrows(
        IllegalArgumentException.class, () -> Cobblestone256.ciphertextLength(longest + 1));
    assertThrows(IllegalArgumentException.class, () -> Cobblestone256.ciphertextLength(-1));
  }

  private static int at(int chunk) {
    return HEADER + chunk * SEALED_CHUNK;
  }
}
