package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;

/**
 * The chunks of a {@link Cobblestone256} file that contain a range of its plaintext, and the bytes
 * of the file to fetch for them. The header, 56 bytes at offset 0, is needed as well.
 *
 * <p>A range that includes the last byte also includes the last chunk, even if that chunk is empty:
 * only the last chunk proves where the message ends. A range that ends earlier proves nothing about
 * the length of the file.
 *
 * @param firstChunk the number of the first chunk
 * @param lastChunk the number of the last chunk, inclusive
 * @param endsMessage whether {@code lastChunk} is the last chunk of the message
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
   * @throws InvalidCiphertextException if no file can have that size
   * @throws IllegalArgumentException if the plaintext has no such range
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
   * The whole plaintext, which may be empty.
   *
   * @param ciphertextLength the size of the whole file in bytes
   * @throws InvalidCiphertextException if no file can have that size
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
