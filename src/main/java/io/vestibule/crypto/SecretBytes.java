package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Key material that does not slip out: it prints as its size, compares by identity, and its bytes
 * need the explicit call {@link #reveal()}. {@link #close()} zeroes them. Not for concurrent
 * closing and use.
 */
public final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy; the caller still zeroes its own array. */
  public static SecretBytes of(byte[] secret) {
    return new SecretBytes(requireNonNull(secret, "secret").clone());
  }

  /** Takes a copy of {@code size} bytes from {@code offset} on. */
  public static SecretBytes of(byte[] secret, int offset, int size) {
    return new SecretBytes(Arrays.copyOfRange(secret, offset, offset + size));
  }

  /** {@code size} fresh random bytes. */
  public static SecretBytes random(int size, SecureRandom random) {
    byte[] drawn = new byte[size];
    random.nextBytes(drawn);
    return new SecretBytes(drawn);
  }

  /** The same secret for another owner, who closes it on its own. */
  SecretBytes copy() {
    return new SecretBytes(open().clone());
  }

  /**
   * A copy of the bytes, which the caller zeroes.
   *
   * @throws IllegalStateException once closed
   */
  public byte[] reveal() {
    return open().clone();
  }

  /** The size in bytes; known even once closed. */
  public int size() {
    return bytes.length;
  }

  /**
   * Whether both hold the same bytes, compared in constant time for equal sizes.
   *
   * @throws IllegalStateException once either is closed
   */
  public boolean matches(SecretBytes other) {
    return MessageDigest.isEqual(open(), other.open());
  }

  /** Zeroes the bytes. Closing again changes nothing. */
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
