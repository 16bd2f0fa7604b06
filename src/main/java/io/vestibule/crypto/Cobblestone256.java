package io.vestibule.crypto;

/**
 * The file format: C2SP chunked encryption (c2sp.org/chunked-encryption), instance Cobblestone-256,
 * which is HKDF-Expand with SHA-512 and AES-256-GCM. A file is
 *
 * <pre>salt(24) ‖ commitment(32) ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk</pre>
 *
 * <p>Every chunk holds 16 384 bytes of plaintext and a tag of 16, but the last, which is always
 * shorter and maybe of the tag alone. So a full chunk is never the last, and a file that ends with
 * one has been truncated. Chunk k begins at 56 + k · 16 400.
 *
 * <p>Here are the sizes; {@link FileKey}, {@link Encryptor}, {@link Decryptor} and {@link
 * ChunkRange} do the work.
 */
public final class Cobblestone256 {

  /** The size of the input key in bytes. */
  public static final int KEY = 32;

  /** The size of the salt in bytes. */
  public static final int SALT = 24;

  /** The size of the key commitment in bytes. */
  public static final int COMMITMENT = 32;

  /** The size of what precedes chunk 0 in bytes. */
  public static final int HEADER = SALT + COMMITMENT;

  /** The plaintext in a full chunk in bytes. */
  public static final int CHUNK = 16 * 1024;

  /** The size of a chunk's tag in bytes. */
  public static final int TAG = 16;

  /** The size of a full chunk as it stands in the file, in bytes. */
  public static final int SEALED_CHUNK = CHUNK + TAG;

  /** The most chunks a message may have: 4 PiB (section "Message chunking"). */
  public static final long MAX_CHUNKS = 1L << 38;

  private Cobblestone256() {}

  /**
   * The key of the file that begins with the given header. The commitment is checked here, in
   * constant time, before any chunk can be decrypted.
   *
   * @param key the input key, 32 uniformly random bytes
   * @param header the first 56 bytes of the file
   * @param context what the application bound the file to
   * @throws InvalidCiphertextException when the header is of another size, key or context
   * @throws IllegalArgumentException when the key is not of 32 bytes
   */
  public static FileKey open(SecretBytes key, byte[] header, byte[] context) {
    return FileKey.open(key, header, context);
  }

  /**
   * The size of the plaintext in a file of the given size, both in bytes.
   *
   * @throws InvalidCiphertextException when no file has that size
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
   * @throws IllegalArgumentException when negative or over 4 PiB less one byte
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
