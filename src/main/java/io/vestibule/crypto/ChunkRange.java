package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;

/**
 * The chunks of a {@link Cobblestone256} file that hold a range of its plaintext, and what to fetch
 * of the file to have them. The header, 56 bytes from offset 0, is needed besides.
 *
 * <p>A range that reaches the last byte includes the last chunk even when that is empty: only it
 * proves that the message ends there. A range that ends before proves nothing about the file's
 * length.
 *
 * @param firstChunk the number of the first chunk
 * @param lastChunk the number of the last chunk, inclusive
 * @param endsMessage whether the last chunk is the message's last
 * @param ciphertextFrom the offset in the file of the first byte to fetch
 * @param ciphertextTo the offset in the file of the last byte to fetch, inclusive as in HTTP
 * @param skip the plaintext bytes of the first chunk before the range
 * @param length the size of the range in plaintext bytes
 */
public record ChunkRange(
    long firstChunk,
    long lastChunk,
    boolean endsMessage,
    long ciphertextFrom,
    long ciphertextTo,
    int skip,
    long length) {

  /**
   * The range of plaintext from one offset to another, both inclusive as in HTTP.
   *
   * @param ciphertextLength the size of the whole file in bytes
   * @throws InvalidCiphertextException when no file has that size
   * @throws IllegalArgumentException when the plaintext has no such range
   */
  public static ChunkRange of(long ciphertextLength, long from, long to) {
    long size = Cobblestone256.plaintextLength(ciphertextLength);
    if (from < 0 || to < from || to >= size) {
      throw new IllegalArgumentException("no range %d-%d in %d bytes".formatted(from, to, size));
    }
    long last = to == size - 1 ? size / CHUNK : to / CHUNK;
    return between(ciphertextLength, from, last, to - from + 1);
  }

  /**
   * The whole plaintext, maybe empty.
   *
   * @param ciphertextLength the size of the whole file in bytes
   * @throws InvalidCiphertextException when no file has that size
   */
  public static ChunkRange whole(long ciphertextLength) {
    long size = Cobblestone256.plaintextLength(ciphertextLength);
    return between(ciphertextLength, 0, size / CHUNK, size);
  }

  private static ChunkRange between(long ciphertextLength, long from, long lastChunk, long length) {
    long firstChunk = from / CHUNK;
    long afterLast = HEADER + (lastChunk + 1) * SEALED_CHUNK;
    return new ChunkRange(
        firstChunk,
        lastChunk,
        afterLast > ciphertextLength,
        HEADER + firstChunk * SEALED_CHUNK,
        Math.min(afterLast, ciphertextLength) - 1,
        (int) (from % CHUNK),
        length);
  }

  /** How many bytes to fetch. */
  public long ciphertextLength() {
    return ciphertextTo - ciphertextFrom + 1;
  }
}
