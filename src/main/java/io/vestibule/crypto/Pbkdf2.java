package io.vestibule.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A PBKDF2 hash (RFC 8018, section 5.2) with HMAC-SHA-256 or HMAC-SHA-512, in one of three forms:
 *
 * <pre>
 * pbkdf2_sha256$600000$&lt;salt as text&gt;$&lt;hash&gt;              Django
 * $pbkdf2-sha256$29000$&lt;salt&gt;$&lt;hash&gt;                       passlib
 * $pbkdf2-sha512$i=100000,l=64$&lt;salt&gt;$&lt;hash&gt;               PHC string format
 * </pre>
 */
final class Pbkdf2 implements ForeignHash {
  /** The largest number of iterations, and of iterations × blocks: some seconds on one core. */
  static final int MAX_ITERATIONS = 5_000_000;

  private static final int MEMORY_KIB = 1;

  private static final Pattern DJANGO =
      Pattern.compile(
          "pbkdf2_(sha256|sha512)\\$%s\\$([A-Za-z0-9+/=._-]+)\\$([A-Za-z0-9+/]+={0,2})"
              .formatted(HashText.NUMBER));

  private static final Pattern MODULAR =
      Pattern.compile(
          ("\\$pbkdf2-(sha256|sha512)\\$(?:i=)?%1$s(?:,l=%1$s)?"
                  + "\\$([A-Za-z0-9+/.]+={0,2})\\$([A-Za-z0-9+/.]+={0,2})")
              .formatted(HashText.NUMBER));

  private final boolean sha512;
  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private Pbkdf2(String digest, int iterations, byte[] salt, byte[] hash) {
    this.sha512 = digest.equals("sha512");
    this.iterations = iterations;
    this.salt = HashText.checkSize("salt", salt, HashText.MIN_SALT, HashText.MAX_SALT);
    this.hash = hash;
    HashText.checkRange("iterations", iterations, 1, MAX_ITERATIONS);
    HashText.checkRange("iterations × blocks", (long) blocks() * iterations, 1, MAX_ITERATIONS);
  }

  static boolean hasPrefix(String stored) {
    return stored.startsWith("pbkdf2_") || stored.startsWith("$pbkdf2-");
  }

  /**
   * @throws UnsupportedHashException if the text is not such a hash or asks for more than {@link
   *     #MAX_ITERATIONS}; no other exception is thrown
   */
  static Pbkdf2 parse(String stored) {
    Matcher django = DJANGO.matcher(HashText.checkLength(stored));
    if (django.matches()) {
      return new Pbkdf2(
          django.group(1),
          Integer.parseInt(django.group(2)),
          django.group(3).getBytes(StandardCharsets.US_ASCII),
          hash(django.group(4)));
    }
    Matcher modular = MODULAR.matcher(stored);
    if (!modular.matches()) {
      throw new UnsupportedHashException("not a PBKDF2 hash with SHA-256 or SHA-512");
    }
    byte[] hash = hash(modular.group(5));
    if (modular.group(3) != null && Integer.parseInt(modular.group(3)) != hash.length) {
      throw new UnsupportedHashException("the hash has another size than its parameter l");
    }
    return new Pbkdf2(
        modular.group(1),
        Integer.parseInt(modular.group(2)),
        HashText.bytes("salt", modular.group(4), HashText.MIN_SALT, HashText.MAX_SALT),
        hash);
  }

  @Override
  public boolean verify(Password password) {
    byte[] utf8 = password.utf8();
    byte[] computed = derive(digest(), utf8, salt, iterations, hash.length);
    try {
      return MessageDigest.isEqual(hash, computed);
    } finally {
      Arrays.fill(utf8, (byte) 0);
      Arrays.fill(computed, (byte) 0);
    }
  }

  @Override
  public HashNeeds needs() {
    // One iteration of one block takes about as long as one KiB of Argon2.
    return new HashNeeds(MEMORY_KIB, (long) blocks() * iterations);
  }

  /** The caller zeroes the result. */
  static byte[] derive(Digest digest, byte[] password, byte[] salt, int iterations, int size) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
    generator.init(password, salt, iterations);
    return ((KeyParameter) generator.generateDerivedMacParameters(size * Byte.SIZE)).getKey();
  }

  private int blocks() {
    int digestSize = digest().getDigestSize();
    return (hash.length + digestSize - 1) / digestSize;
  }

  private Digest digest() {
    return sha512 ? new SHA512Digest() : new SHA256Digest();
  }

  private static byte[] hash(String base64) {
    return HashText.bytes("hash", base64, HashText.MIN_HASH, HashText.MAX_HASH);
  }
}
