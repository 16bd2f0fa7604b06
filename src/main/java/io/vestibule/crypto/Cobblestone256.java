package io.vestibule.crypto;

/**
 * The file format: C2SP chunked encryption (c2sp.org/chunked-encryption), instance Cobblestone-256,
 * which uses HKDF-Expand (RFC 5869) with SHA-512 and AES-256-GCM. A file is
 *
 * <pre>salt(24) ‖ commitment(32) ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk</pre>
 *
 * <p>Every chunk except the last has 16 384 bytes of plaintext and a tag of 16 bytes. The last
 * chunk is always shorter and may consist of the tag alone. A file that ends with a full chunk has
 * therefore been truncated. Chunk k begins at offset 56 + k · 16 400.
 *
 * <p>This class defines the sizes; {@link FileKey}, {@link Encryptor}, {@link Decryptor} and {@link
 * ChunkRange} implement the format.
 */
public final class Cobblestone256 {

  /** The size of the input key in bytes. */
  public static final int KEY = 32;

  /** The size of the salt in bytes. */
  public static final int SALT = 24;

  /** The size of the key commitment in bytes. */
  public static final int COMMITMENT = 32;

  /** The size of the header, which precedes chunk 0, in bytes. */
  public static final int HEADER = SALT + COMMITMENT;

  /** The plaintext in a full chunk in bytes. */
  public static final int CHUNK = 16 * 1024;

  /** The size of a chunk's tag in bytes. */
  public static final int TAG = 16;

  /** The size of a full encrypted chunk in bytes. */
  public static final int SEALED_CHUNK = CHUNK + TAG;

  /** The largest number of chunks in a message: 4 PiB (section "Message chunking"). */
  public static final long MAX_CHUNKS = 1L << 38;

  private Cobblestone256() {}

  /**
   * The key of the file with the given header. The key commitment is verified in constant time
   * before any chunk can be decrypted.
   *
   * @param key the input key, 32 uniformly random bytes
   * @param header the first 56 bytes of the file
   * @param context the context that the application bound the file to
   * @throws InvalidCiphertextException if the header has another size or belongs to another key or
   *     context
   * @throws IllegalArgumentException if the key is not 32 bytes long
   */
  public static FileKey open(SecretBytes key, byte[] header, byte[] context) {
    return FileKey.open(key, header, context);
  }

  /**
   * The size of the plaintext in a file of the given size, both in bytes.
   *
   * @throws InvalidCiphertextException if no file can have that size
   */
  public static long plaintextLength(long ciphertextLength) {
    long body = ciphertextLength - HEADER;
    long rest = body % SEALED_CHUNK;
    if (body < TAG || rest < TAG || body / SEALED_CHUNK >= MAX_CHUNKS) {
      throw new InvalidCiphertextException("no file is of " + ciphertextLength + " bytes");
    }
    return body / SEALED_CHUNK * CHUNK + rest - TAG;
  }

  /**
   * The size of the file for a plaintext of the given size, both in bytes.
   *
   * @throws IllegalArgumentException if the size is negative or larger than 4 PiB minus one byte
   */
  public static long ciphertextLength(long plaintextLength) {
    if (plaintextLength < 0 || plaintextLength / CHUNK >= MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "plaintext must be from 0 to %d bytes, was %d"
              .formatted(MAX_CHUNKS * CHUNK - 1, plaintextLength));
    }
    return HEADER + plaintextLength + (plaintextLength / CHUNK + 1) * TAG;
  }
}
