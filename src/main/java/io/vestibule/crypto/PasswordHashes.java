package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Makes and verifies password hashes. New ones are Argon2id, version 19, with a 16-byte salt and a
 * 32-byte tag, as PHC strings (see {@link PhcString}). Verified are, besides, any Argon2i and
 * Argon2id PHC string of version 16 or 19 and bcrypt {@code $2a$}, {@code $2b$} and {@code $2y$}.
 *
 * <p>Every method but {@link #needsRehash} and {@link #memoryKiB} computes for tens of milliseconds
 * and takes the memory of its cost: call them on a bounded pool. Safe for concurrent use.
 */
public final class PasswordHashes {

  static final int SALT_SIZE = 16;

  static final int TAG_SIZE = 32;

  private static final int BCRYPT_MEMORY_KIB = 8;

  private final Argon2 argon2;
  private final SecureRandom random;

  /** The cost is that of new hashes and of derived keys. */
  public PasswordHashes(Argon2Cost cost, SecureRandom random) {
    this.argon2 = Argon2.id(requireNonNull(cost, "cost"));
    this.random = requireNonNull(random, "random");
  }

  /** The PHC string to store for a password, with a fresh salt. */
  public String hash(Password password) {
    byte[] salt = new byte[SALT_SIZE];
    random.nextBytes(salt);
    byte[] tag = argon2.tag(password, salt, TAG_SIZE);
    try {
      return new PhcString(argon2, salt, tag).encode();
    } finally {
      Arrays.fill(tag, (byte) 0);
    }
  }

  /**
   * Whether the password is the one of which the hash was stored. Compares in constant time. For
   * bcrypt, a password over 72 bytes of UTF-8 is wrong.
   *
   * @throws UnsupportedHashException when the stored text is of no supported form or asks for more
   *     than {@link Argon2Cost} or bcrypt cost 16 allow; no other exception, whatever the text
   */
  public boolean verify(Password password, String stored) {
    if (Bcrypt.claims(stored)) {
      return Bcrypt.parse(stored).verify(password);
    }
    PhcString phc = PhcString.parse(stored);
    byte[] expected = phc.tag();
    byte[] computed = phc.function().tag(password, phc.salt(), expected.length);
    try {
      return MessageDigest.isEqual(expected, computed);
    } finally {
      Arrays.fill(computed, (byte) 0);
    }
  }

  /** Costs what {@link #verify} costs on a hash of ours and is false: for an account nobody has. */
  public boolean verifyNobody(Password password) {
    Arrays.fill(argon2.tag(password, new byte[SALT_SIZE], TAG_SIZE), (byte) 0);
    return false;
  }

  /** Whether the stored text is anything but what {@link #hash} would make today. Never throws. */
  public boolean needsRehash(String stored) {
    try {
      return !PhcString.parse(stored).isMadeLike(argon2, SALT_SIZE, TAG_SIZE);
    } catch (UnsupportedHashException foreign) {
      return true;
    }
  }

  /**
   * The heap in KiB that {@link #verify} would take for this hash, for a pool that bounds memory:
   * an imported hash may ask for more than ours, up to {@link Argon2Cost#MAX_MEMORY_KIB}.
   *
   * @throws UnsupportedHashException as {@link #verify}
   */
  public int memoryKiB(String stored) {
    if (Bcrypt.claims(stored)) {
      Bcrypt.parse(stored);
      return BCRYPT_MEMORY_KIB;
    }
    return PhcString.parse(stored).function().cost().memoryKiB();
  }

  /**
   * The key-encryption key: Argon2id version 19 of the same cost, 32 bytes. The salt must not be
   * that of the stored hash, which holds the same function's result for it; its size is 8 to 64
   * bytes.
   *
   * @throws IllegalArgumentException when the salt is of another size
   */
  public SecretBytes deriveKey(Password password, byte[] salt) {
    return deriveKey(password, salt, argon2.cost());
  }

  /** As above, at the cost the key was once derived with. */
  public SecretBytes deriveKey(Password password, byte[] salt, Argon2Cost cost) {
    if (salt.length < PhcString.MIN_SALT || salt.length > PhcString.MAX_SALT) {
      throw new IllegalArgumentException("salt must be from 8 to 64 bytes, was " + salt.length);
    }
    byte[] key = Argon2.id(cost).tag(password, salt, TAG_SIZE);
    try {
      return SecretBytes.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
