package io.vestibule.servicekey;

import io.vestibule.runtime.Digests;
import io.vestibule.runtime.SecretDigits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret of a service key: {@code vss_}, the key's id (16 hex digits), 256 random bits as 64
 * hex digits, and the CRC-32 of both as 8 hex digits. Secret scanners find a leaked secret by the
 * prefix. The id finds the row without an index, so that two secrets of a rotation share a row.
 */
public final class ServiceKeySecret {
  /** How every secret starts. */
  static final String PREFIX = "vss_";

  /** Length of an id in hex digits. */
  static final int ID_DIGITS = 16;

  private static final int CHECKED_DIGITS = ID_DIGITS + SecretDigits.RANDOM_DIGITS;
  private static final Pattern FORM = Pattern.compile("vss_[0-9a-f]{88}");

  private final String secret;

  private ServiceKeySecret(String secret) {
    this.secret = secret;
  }

  static ServiceKeySecret random(String keyId, SecureRandom random) {
    String digits = keyId + SecretDigits.random(random);
    return new ServiceKeySecret(PREFIX + digits + SecretDigits.checksum(digits));
  }

  /** The secret, if {@code presented} has the form and the checksum of one. */
  public static Optional<ServiceKeySecret> parse(String presented) {
    if (!FORM.matcher(presented).matches()) {
      return Optional.empty();
    }
    String digits = presented.substring(PREFIX.length(), PREFIX.length() + CHECKED_DIGITS);
    return presented.endsWith(SecretDigits.checksum(digits))
        ? Optional.of(new ServiceKeySecret(presented))
        : Optional.empty();
  }

  /** The id of the key that the secret claims to belong to. */
  String keyId() {
    return secret.substring(PREFIX.length(), PREFIX.length() + ID_DIGITS);
  }

  /** The secret itself, for the one answer that shows it. */
  public String reveal() {
    return secret;
  }

  /** SHA-256, hex. The secret has 256 random bits, so a slow hash would add nothing. */
  String hash() {
    return Digests.sha256Hex(secret);
  }

  /** Compares in constant time. */
  boolean hasHash(String stored) {
    return MessageDigest.isEqual(
        hash().getBytes(StandardCharsets.US_ASCII), stored.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "ServiceKeySecret[redacted]";
  }
}
