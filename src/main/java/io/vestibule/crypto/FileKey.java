package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.COMMITMENT;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.KEY;
import static io.vestibule.crypto.Cobblestone256.MAX_CHUNKS;
import static io.vestibule.crypto.Cobblestone256.SALT;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static io.vestibule.crypto.Cobblestone256.TAG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key of one {@link Cobblestone256} file (section "Key derivation"). Each read or write needs
 * its own instance. The owner closes it. Not thread-safe.
 */
public final class FileKey implements AutoCloseable {

  /** The size of a {@link #readingKey} in bytes. */
  public static final int READING_KEY_SIZE = KEY + ChunkCipher.NONCE;

  private static final byte[] INFO =
      "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0".getBytes(US_ASCII);

  private final byte[] header;
  private final ChunkCipher cipher;
  private long nextToEncrypt;

  /** Copies key and base nonce, the first 44 bytes of {@code derived}. */
  private FileKey(SecretBytes derived, byte[] header, boolean encrypts) {
    byte[] revealed = derived.reveal();
    this.cipher = new ChunkCipher(revealed, 0);
    Arrays.fill(revealed, (byte) 0);
    this.header = header;
    this.nextToEncrypt = encrypts ? 0 : MAX_CHUNKS;
  }

  private static SecretBytes derive(SecretBytes key, byte[] salt, byte[] context) {
    if (key.size() != KEY) {
      throw new IllegalArgumentException("key must be 32 bytes, was " + key.size());
    }
    ByteBuffer info = ByteBuffer.allocate(INFO.length + SALT + context.length);
    info.put(INFO).put(salt, 0, SALT).put(context);
    return Hkdf.SHA_512.expand(key, info.array(), READING_KEY_SIZE + COMMITMENT);
  }

  private static byte[] header(byte[] salt, SecretBytes derived) {
    byte[] revealed = derived.reveal();
    byte[] header = Arrays.copyOf(salt, HEADER);
    System.arraycopy(revealed, READING_KEY_SIZE, header, SALT, COMMITMENT);
    Arrays.fill(revealed, (byte) 0);
    return header;
  }

  /** The key of a new file, with a random salt. */
  public static FileKey create(SecretBytes key, SecureRandom random, byte[] context) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return create(key, salt, context);
  }

  /**
   * The key of a new file.
   *
   * @param key the input key, 32 uniformly random bytes
   * @param salt 24 bytes, never used before with this key. Encrypting two files with the same salt
   *     reveals both. Prefer {@link #create(SecretBytes, SecureRandom, byte[])}.
   * @param context the context that the application binds the file to; may be empty
   * @throws IllegalArgumentException if key or salt has another size
   */
  public static FileKey create(SecretBytes key, byte[] salt, byte[] context) {
    if (salt.length != SALT) {
      throw new IllegalArgumentException("salt must be 24 bytes, was " + salt.length);
    }
    try (SecretBytes derived = derive(key, salt, context)) {
      return new FileKey(derived, header(salt, derived), true);
    }
  }

  static FileKey open(SecretBytes key, byte[] header, byte[] context) {
    try (SecretBytes derived = deriveChecked(key, header, context)) {
      return new FileKey(derived, header.clone(), false);
    }
  }

  /**
   * The reading key, which decrypts this file only and no other file of the same input key: key (32
   * bytes) and base nonce (12 bytes). The key commitment is verified here, as by {@link
   * Cobblestone256#open}, and cannot be verified later.
   *
   * @throws InvalidCiphertextException if the header has another size or belongs to another key or
   *     context
   * @throws IllegalArgumentException if the key is not 32 bytes long
   */
  public static SecretBytes readingKey(SecretBytes key, byte[] header, byte[] context) {
    try (SecretBytes derived = deriveChecked(key, header, context)) {
      byte[] revealed = derived.reveal();
      try {
        return SecretBytes.of(revealed, 0, READING_KEY_SIZE);
      } finally {
        Arrays.fill(revealed, (byte) 0);
      }
    }
  }

  /**
   * The file key for a reading key. Its header is empty.
   *
   * @throws IllegalArgumentException if the reading key is not 44 bytes long
   */
  public static FileKey reading(SecretBytes readingKey) {
    if (readingKey.size() != READING_KEY_SIZE) {
      throw new IllegalArgumentException("reading key must be 44 bytes, was " + readingKey.size());
    }
    return new FileKey(readingKey, new byte[0], false);
  }

  private static SecretBytes deriveChecked(SecretBytes key, byte[] header, byte[] context) {
    if (header.length != HEADER) {
      throw new InvalidCiphertextException("header must be 56 bytes, was " + header.length);
    }
    SecretBytes derived = derive(key, header, context);
    if (!MessageDigest.isEqual(header(header, derived), header)) {
      derived.close();
      throw new InvalidCiphertextException("the header is of another key or context, or altered");
    }
    return derived;
  }

  /** The first 56 bytes of the file: salt and commitment. Empty for a reading key. */
  public byte[] header() {
    return header.clone();
  }

  /**
   * Decrypts one chunk.
   *
   * @param index the chunk's number, from 0
   * @param chunk exactly one encrypted chunk with its tag; consumed to its limit
   * @param last whether this is the last chunk of the message, which is shorter than the others
   * @throws InvalidCiphertextException if it is not that chunk of this file
   */
  public byte[] decryptChunk(long index, ByteBuffer chunk, boolean last) {
    byte[] sealed = new byte[chunk.remaining()];
    chunk.get(sealed);
    byte[] plain = new byte[Math.max(sealed.length - TAG, 0)];
    decryptChunk(index, sealed, sealed.length, last, plain, 0);
    return plain;
  }

  /** Same for the first {@code size} bytes of a buffer. Returns the size of the plaintext. */
  int decryptChunk(long index, byte[] sealed, int size, boolean last, byte[] out, int at) {
    if (last ? size < TAG || size >= SEALED_CHUNK : size != SEALED_CHUNK) {
      throw new InvalidCiphertextException("chunk %d has %d bytes".formatted(index, size));
    }
    if (index < 0 || index >= MAX_CHUNKS) {
      throw new InvalidCiphertextException("there is no chunk " + index);
    }
    return cipher.decrypt(index, sealed, size, out, at);
  }

  /**
   * Encrypts the next chunk into {@code out}. The first chunk of less than 16 384 bytes is the
   * last. Chunks are encrypted in order only, so that no nonce is used twice.
   */
  int encryptNext(byte[] plain, int size, byte[] out, int at) {
    if (nextToEncrypt >= MAX_CHUNKS) {
      throw new IllegalStateException("nothing more can be encrypted with this key");
    }
    long index = nextToEncrypt;
    nextToEncrypt = size < CHUNK ? MAX_CHUNKS : index + 1;
    return cipher.encrypt(index, plain, size, out, at);
  }

  /** Zeroes what can be zeroed of this key. Idempotent. */
  @Override
  public void close() {
    cipher.close();
  }

  @Override
  public String toString() {
    return "FileKey[redacted]";
  }
}
