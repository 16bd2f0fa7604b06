package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Key material that cannot leak by accident: it prints as its size, compares by identity, and its
 * bytes need the explicit call {@link #reveal()}. {@link #close()} zeroes them. Not thread-safe for
 * closing and use at the same time.
 */
public final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies the array; the caller zeroes its own. */
  public static SecretBytes of(byte[] secret) {
    return new SecretBytes(requireNonNull(secret, "secret").clone());
  }

  /** Copies {@code size} bytes at {@code offset}. */
  public static SecretBytes of(byte[] secret, int offset, int size) {
    return new SecretBytes(Arrays.copyOfRange(secret, offset, offset + size));
  }

  /** {@code size} new random bytes. */
  public static SecretBytes random(int size, SecureRandom random) {
    byte[] drawn = new byte[size];
    random.nextBytes(drawn);
    return new SecretBytes(drawn);
  }

  /** A copy with its own life cycle. */
  SecretBytes copy() {
    return new SecretBytes(open().clone());
  }

  /**
   * A copy of the bytes, which the caller zeroes.
   *
   * @throws IllegalStateException if closed
   */
  public byte[] reveal() {
    return open().clone();
  }

  /** The size in bytes; available after closing, too. */
  public int size() {
    return bytes.length;
  }

  /**
   * Whether both have the same bytes. Constant-time for equal sizes.
   *
   * @throws IllegalStateException if either is closed
   */
  public boolean matches(SecretBytes other) {
    return MessageDigest.isEqual(open(), other.open());
  }

  /** Zeroes the bytes. Idempotent. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + " bytes, redacted]";
  }

  private byte[] open() {
    if (closed) {
      throw new IllegalStateException("the secret has been closed");
    }
    return bytes;
  }
}
