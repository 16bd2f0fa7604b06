package io.vestibule.factor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of authenticator apps: RFC 6238 with HMAC-SHA-1, six digits and steps of 30 seconds, the
 * only parameters that every app knows.
 */
final class TotpCodes {
  static final int DIGITS = 6;
  static final int STEP_SECONDS = 30;

  /** The size of a secret in bytes: that of SHA-1 (RFC 4226, section 4). */
  static final int SECRET_SIZE = 20;

  /** Accepted steps before and after the current one, for clocks that differ. */
  private static final int TOLERANCE = 1;

  private static final TimeBasedOneTimePasswordGenerator GENERATOR =
      new TimeBasedOneTimePasswordGenerator();

  private TotpCodes() {}

  /** The number of the step that contains {@code now}. */
  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), (long) STEP_SECONDS);
  }

  /** The code of a step. */
  static String code(byte[] secret, long step) {
    try {
      return GENERATOR.generateOneTimePasswordString(
          new SecretKeySpec(secret, "RAW"),
          Instant.ofEpochSecond(step * STEP_SECONDS),
          Locale.ROOT);
    } catch (InvalidKeyException impossible) {
      throw new IllegalStateException("every key is a key of HMAC", impossible);
    }
  }

  /** The accepted step whose code it is. All steps are computed, whichever matches. */
  static OptionalLong matchingStep(byte[] secret, String code, Instant now) {
    OptionalLong match = OptionalLong.empty();
    long current = step(now);
    for (long step = current - TOLERANCE; step <= current + TOLERANCE; step++) {
      if (MessageDigest.isEqual(code(secret, step).getBytes(US_ASCII), code.getBytes(US_ASCII))) {
        match = OptionalLong.of(step);
      }
    }
    return match;
  }
}
