package io.vestibule.crypto;

import java.util.List;

/**
 * The rules for new passwords: a minimum length, at most 128 code points, not a common password
 * (NIST SP 800-63B, section 3.1.1.2), and not one that takes fewer than a million guesses. There
 * are no composition rules. Not applied to logins.
 */
public final class PasswordPolicy {

  /** In code points. */
  public static final int MAX_LENGTH = 128;

  /** Result of a check. */
  public enum Verdict {
    ACCEPTED,
    TOO_SHORT,
    TOO_LONG,
    WELL_KNOWN,
    TOO_WEAK
  }

  private final int minLength;
  private PasswordStrength strength;

  /**
   * @param minLength in code points
   */
  public PasswordPolicy(int minLength) {
    this.minLength = minLength;
  }

  /** Checks the length only: {@code TOO_SHORT}, {@code TOO_LONG} or {@code ACCEPTED}. */
  public Verdict checkLength(Password password) {
    int length = password.codePoints();
    if (length < minLength) {
      return Verdict.TOO_SHORT;
    }
    return length > MAX_LENGTH ? Verdict.TOO_LONG : Verdict.ACCEPTED;
  }

  /**
   * Checks everything. Takes milliseconds, and tenths of a second the first time, when it reads
   * zxcvbn's dictionaries: call it on a bounded pool.
   *
   * @param contextWords lower-case words that an attacker tries first
   */
  public Verdict check(Password password, List<String> contextWords) {
    Verdict length = checkLength(password);
    if (length != Verdict.ACCEPTED) {
      return length;
    }
    PasswordStrength estimator = strength();
    if (estimator.isCommon(password.text())) {
      return Verdict.WELL_KNOWN;
    }
    return estimator.isWeak(password.text(), contextWords) ? Verdict.TOO_WEAK : Verdict.ACCEPTED;
  }

  private synchronized PasswordStrength strength() {
    if (strength == null) {
      strength = new PasswordStrength();
    }
    return strength;
  }
}
