package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Creates and verifies password hashes. New hashes are Argon2id (RFC 9106), version 19, with a
 * 16-byte salt and a 32-byte tag, as PHC strings (see {@link PhcString}). Other Argon2i and
 * Argon2id PHC strings of version 16 or 19 and the hashes of other systems ({@link ForeignHashes})
 * are verified as well.
 *
 * <p>All methods except {@link #needsRehash} and {@link #needs} take tens of milliseconds of CPU
 * time and the memory of their cost, which each calling thread keeps, so call them on a bounded
 * pool. Thread-safe.
 */
public final class PasswordHashes {

  static final int SALT_SIZE = 16;

  static final int TAG_SIZE = 32;

  private final Argon2 argon2;
  private final SecureRandom random;
  private final ForeignHashes foreign;
  private final ThreadLocal<Argon2BlockPool> blocks;

  /**
   * @param cost the cost of new hashes and of derived keys
   */
  public PasswordHashes(Argon2Cost cost, SecureRandom random) {
    this(cost, random, Optional.empty());
  }

  /**
   * @param cost the cost of new hashes and of derived keys
   * @param firebaseKey signer key of a Firebase project whose hashes are verified
   */
  public PasswordHashes(Argon2Cost cost, SecureRandom random, Optional<SecretBytes> firebaseKey) {
    this.foreign = new ForeignHashes(firebaseKey);
    this.argon2 = Argon2.id(requireNonNull(cost, "cost"));
    this.random = requireNonNull(random, "random");
    this.blocks = ThreadLocal.withInitial(() -> Argon2BlockPool.of(cost));
  }

  /** The PHC string to store for a password, with a new random salt. */
  public String hash(Password password) {
    byte[] salt = new byte[SALT_SIZE];
    random.nextBytes(salt);
    byte[] tag = tag(argon2, password, salt, TAG_SIZE);
    try {
      return new PhcString(argon2, salt, tag).encode();
    } finally {
      Arrays.fill(tag, (byte) 0);
    }
  }

  /**
   * Whether the password matches the stored hash. Compares in constant time. A password of more
   * than 72 bytes of UTF-8 never matches a bcrypt hash.
   *
   * @throws UnsupportedHashException if the stored text has no supported form or asks for more than
   *     {@link Argon2Cost}, {@link ScryptCost}, {@link Pbkdf2} or bcrypt cost 16 allow; no other
   *     exception is thrown
   */
  public boolean verify(Password password, String stored) {
    Optional<ForeignHash> other = foreign.parse(stored);
    if (other.isPresent()) {
      return other.get().verify(password);
    }
    PhcString phc = PhcString.parse(stored);
    byte[] expected = phc.tag();
    byte[] computed = tag(phc.function(), password, phc.salt(), expected.length);
    try {
      return MessageDigest.isEqual(expected, computed);
    } finally {
      Arrays.fill(computed, (byte) 0);
    }
  }

  /**
   * Takes as long as {@link #verify} with a hash of the current cost and returns false. For unknown
   * accounts, so that response times do not reveal which accounts exist.
   */
  public boolean verifyDummy(Password password) {
    Arrays.fill(tag(argon2, password, new byte[SALT_SIZE], TAG_SIZE), (byte) 0);
    return false;
  }

  /** Whether the stored hash has other parameters than {@link #hash} uses now. Never throws. */
  public boolean needsRehash(String stored) {
    try {
      return !PhcString.parse(stored).hasParameters(argon2, SALT_SIZE, TAG_SIZE);
    } catch (UnsupportedHashException unsupported) {
      return true;
    }
  }

  /**
   * What {@link #verify} needs for this hash, for a pool that limits memory and time. An imported
   * hash may need more than a new one, up to {@link Argon2Cost#MAX_MEMORY_KIB}.
   *
   * @throws UnsupportedHashException same as {@link #verify}
   */
  public HashNeeds needs(String stored) {
    return foreign
        .parse(stored)
        .map(ForeignHash::needs)
        .orElseGet(() -> needs(PhcString.parse(stored).function().cost()));
  }

  /** What Argon2 of this cost needs. */
  public HashNeeds needs(Argon2Cost cost) {
    return new HashNeeds(isKept(cost) ? 0 : cost.memoryKiB(), cost.work());
  }

  /**
   * Derives the 32-byte key-encryption key with Argon2id version 19 of the same cost. The salt has
   * 8 to 64 bytes and must not be the salt of the stored hash, because the hash contains the result
   * of the same function for that salt.
   *
   * @throws IllegalArgumentException if the salt has another size
   */
  public SecretBytes deriveKey(Password password, byte[] salt) {
    return deriveKey(password, salt, argon2.cost());
  }

  /** Same, with the cost that was stored with the key. */
  public SecretBytes deriveKey(Password password, byte[] salt, Argon2Cost cost) {
    if (salt.length < PhcString.MIN_SALT || salt.length > PhcString.MAX_SALT) {
      throw new IllegalArgumentException("salt must be from 8 to 64 bytes, was " + salt.length);
    }
    byte[] key = tag(Argon2.id(cost), password, salt, TAG_SIZE);
    try {
      return SecretBytes.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Threads keep the memory of the configured cost. A larger one is not kept. */
  private byte[] tag(Argon2 function, Password password, byte[] salt, int size) {
    Argon2BlockPool pool = isKept(function.cost()) ? blocks.get() : Argon2BlockPool.keepingNone();
    return function.tag(password, salt, size, pool);
  }

  private boolean isKept(Argon2Cost cost) {
    return cost.memoryKiB() <= argon2.cost().memoryKiB();
  }
}
