package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.ciphertextLength;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkRangeTest {

  @ParameterizedTest
  @CsvSource({
    // plaintext, from, to: first and last chunk, whether that ends it, offsets in the file, skip
    "1, 0, 0, 0, 0, true, 56, 72, 0",
    "16384, 0, 0, 0, 0, false, 56, 16455, 0",
    "16384, 0, 16383, 0, 1, true, 56, 16471, 0",
    "16385, 16384, 16384, 1, 1, true, 16456, 16472, 0",
    "40000, 16383, 16384, 0, 1, false, 56, 32855, 16383",
    "40000, 20000, 20000, 1, 1, false, 16456, 32855, 3616",
    "40000, 33000, 33001, 2, 2, true, 32856, 40103, 232",
    "40000, 39999, 39999, 2, 2, true, 32856, 40103, 7231"
  })
  void findsTheChunks(
      long size,
      long from,
      long to,
      long first,
      long last,
      boolean ends,
      long a,
      long b,
      int skip) {
    assertEquals(
        new ChunkRange(first, last, ends, a, b, skip, to - from + 1),
        ChunkRange.of(ciphertextLength(size), from, to));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 16_383, 16_384, 16_385, 40_000, 1L << 45})
  void coversTheWhole(long size) {
    long file = ciphertextLength(size);
    assertEquals(
        new ChunkRange(0, size / CHUNK, true, 56, file - 1, 0, size), ChunkRange.whole(file));
    assertEquals(file - 56, ChunkRange.whole(file).ciphertextLength());
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "10,-1,3", "10,3,2", "10,0,10", "10,10,10", "10,0,9223372036854775807"})
  void refusesWhatIsNotInThePlaintext(long size, long from, long to) {
    long file = ciphertextLength(size);
    assertThrows(IllegalArgumentException.class, () -> ChunkRange.of(file, from, to));
  }

  @Test
  void decryptsToTheSliceOfTheWhole() {
    Random random = new Random(4);
    for (int size : new int[] {1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 5 * CHUNK + 77}) {
      byte[] plain = Files.plaintext(size);
      byte[] file = Files.encrypt(plain);
      for (int round = 0; round < 150; round++) {
        int from = random.nextInt(size);
        int to = random.nextInt(5) == 0 ? size - 1 : from + random.nextInt(size - from);
        assertArrayEquals(
            Arrays.copyOfRange(plain, from, to + 1),
            decrypt(file, ChunkRange.of(file.length, from, to), random));
      }
      assertArrayEquals(plain, decrypt(file, ChunkRange.whole(file.length), random));
    }
  }

  @Test
  void detectsAMissingEndWhenTheLastByteIsRead() {
    byte[] file = Files.encrypt(Files.plaintext(2 * CHUNK));
    byte[] shorter = Arrays.copyOf(file, file.length - Cobblestone256.SEALED_CHUNK);
    ChunkRange range = ChunkRange.of(shorter.length, CHUNK - 1, CHUNK - 1);
    Random random = new Random(5);
    assertThrows(InvalidCiphertextException.class, () -> decrypt(shorter, range, random));
  }

  @Test
  void refusesTooFewAndTooManyBytes() {
    byte[] file = Files.encrypt(Files.plaintext(5 * CHUNK + 77));
    for (ChunkRange range :
        new ChunkRange[] {
          ChunkRange.of(file.length, CHUNK, 2 * CHUNK),
          ChunkRange.of(file.length, 4 * CHUNK, 5 * CHUNK),
          ChunkRange.whole(file.length)
        }) {
      int from = (int) range.ciphertextFrom();
      int size = (int) range.ciphertextLength();
      for (int more : new int[] {-20_000, -16_400, -1, 1, 16_400, 20_000}) {
        byte[] other = Arrays.copyOfRange(file, from, from + Math.max(size + more, 0));
        Decryptor decryptor = Decryptor.of(Files.open(file), range);
        assertThrows(
            InvalidCiphertextException.class,
            () -> Files.join(decryptor.update(ByteBuffer.wrap(other)), decryptor.finish()));
        assertThrows(InvalidCiphertextException.class, decryptor::finish);
      }
    }
  }

  @Test
  void returnsNothingBeyondTheRange() {
    byte[] file = Files.encrypt(Files.plaintext(3 * CHUNK));
    ChunkRange shorter = ChunkRange.whole(ciphertextLength(CHUNK + 5));
    try (Decryptor decryptor = Decryptor.of(Files.open(file), shorter)) {
      ByteBuffer first = ByteBuffer.wrap(file, 56, Cobblestone256.SEALED_CHUNK);
      assertEquals(CHUNK, decryptor.update(first).remaining());
      ByteBuffer second = ByteBuffer.wrap(file, 16_456, Cobblestone256.SEALED_CHUNK);
      var refusal = assertThrows(InvalidCiphertextException.class, () -> decryptor.update(second));
      assertEquals("more follows chunk 1", refusal.getMessage());
    }
  }

  @Test
  void startsAtAnyChunk() {
    byte[] plain = Files.plaintext(3 * CHUNK + 5);
    byte[] file = Files.encrypt(plain);
    for (int chunk = 0; chunk < 4; chunk++) {
      int from = Cobblestone256.HEADER + chunk * Cobblestone256.SEALED_CHUNK;
      try (Decryptor decryptor = Decryptor.from(Files.open(file), chunk)) {
        ByteBuffer rest = decryptor.update(ByteBuffer.wrap(file, from, file.length - from));
        assertArrayEquals(
            Arrays.copyOfRange(plain, chunk * CHUNK, plain.length),
            Files.join(rest, decryptor.finish()));
      }
    }
  }

  private static byte[] decrypt(byte[] file, ChunkRange range, Random random) {
    byte[] fetched =
        Arrays.copyOfRange(file, (int) range.ciphertextFrom(), (int) range.ciphertextTo() + 1);
    try (Decryptor decryptor = Decryptor.of(Files.open(file), range)) {
      return Files.join(Files.join(random, fetched, decryptor::update), decryptor.finish());
    }
  }
}
