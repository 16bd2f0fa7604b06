package io.vestibule.usage;

import io.vestibule.runtime.Digests;
import io.vestibule.runtime.SecretDigits;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API token: {@code vst_}, 256 random bits as 64 hex digits, and their CRC-32 as 8 hex digits.
 * Secret scanners find a leaked token by the prefix. The checksum detects a mistyped token without
 * a read of the store. Imported secrets have any form ({@link KeySecrets}). The tokens table holds
 * only the SHA-256.
 */
public final class ApiToken {
  private static final String PREFIX = "vst_";
  private static final int HINT_DIGITS = 4;
  private static final Pattern FORM = Pattern.compile("vst_[0-9a-f]{72}");

  private final String secret;

  private ApiToken(String secret) {
    this.secret = secret;
  }

  static ApiToken random(SecureRandom random) {
    String digits = SecretDigits.random(random);
    return new ApiToken(PREFIX + digits + SecretDigits.checksum(digits));
  }

  /** The token, if {@code presented} has the form and the checksum of one. */
  public static Optional<ApiToken> parse(String presented) {
    if (!FORM.matcher(presented).matches()) {
      return Optional.empty();
    }
    String digits =
        presented.substring(PREFIX.length(), PREFIX.length() + SecretDigits.RANDOM_DIGITS);
    return presented.endsWith(SecretDigits.checksum(digits))
        ? Optional.of(new ApiToken(presented))
        : Optional.empty();
  }

  /** A secret that another system made. */
  static ApiToken imported(String secret) {
    return new ApiToken(secret);
  }

  /** The token itself, for its owner. */
  public String reveal() {
    return secret;
  }

  /** How it begins and ends, by which its owner recognizes it: {@code vst_9f86…d3f4}. */
  String hint() {
    return secret.substring(0, PREFIX.length() + HINT_DIGITS)
        + "…"
        + secret.substring(secret.length() - HINT_DIGITS);
  }

  /** SHA-256, hex: the key of its row in the tokens table. */
  String digest() {
    return Digests.sha256Hex(secret);
  }

  @Override
  public String toString() {
    return "ApiToken[redacted]";
  }
}
