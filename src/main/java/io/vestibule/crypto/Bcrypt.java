package io.vestibule.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.interfaces.BCryptPassword;
import org.wildfly.security.password.spec.EncryptablePasswordSpec;
import org.wildfly.security.password.spec.IteratedSaltedPasswordAlgorithmSpec;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * A bcrypt hash imported from another system: {@code $2a$}, {@code $2b$} or {@code $2y$}, a cost of
 * 4 to {@link #MAX_COST} (2^cost rounds), 16-byte salt, 23-byte hash. This service only verifies
 * such hashes.
 */
final class Bcrypt implements ForeignHash {

  /** The largest accepted cost: some seconds on one core. 10 to 12 are usual. */
  static final int MAX_COST = 16;

  /** The input size of bcrypt in bytes; bcrypt ignores all bytes after it. */
  static final int MAX_INPUT = 72;

  private static final Pattern FORM =
      Pattern.compile("\\$2[aby](\\$([0-9]{2})\\$[./A-Za-z0-9]{53})");

  private static final int MEMORY_KIB = 8;

  /** Of one round, in the unit of {@link HashNeeds}: cost 10 takes as long as 51,200 KiB. */
  private static final long WORK = 50;

  private final BCryptPassword hash;

  private Bcrypt(BCryptPassword hash) {
    this.hash = hash;
  }

  /** Whether the text has the prefix of bcrypt; it may still be malformed. */
  static boolean hasPrefix(String stored) {
    return stored != null && stored.startsWith("$2");
  }

  /**
   * @throws UnsupportedHashException if the text is not such a hash; no other exception is thrown
   */
  static Bcrypt parse(String stored) {
    Matcher parts = FORM.matcher(stored);
    if (!parts.matches()) {
      // Without the dollar signs: this message is logged, and the log scan looks for "$2b$".
      throw new UnsupportedHashException("not a bcrypt hash of version 2a, 2b or 2y");
    }
    int cost = Integer.parseInt(parts.group(2));
    if (cost < 4 || cost > MAX_COST) {
      throw new UnsupportedHashException(
          "bcrypt cost must be from 4 to %d, was %d".formatted(MAX_COST, cost));
    }
    try {
      // Elytron refuses $2b$ (ELY08003). The three variants give the same result; they mark bugs of
      // old implementations.
      return new Bcrypt((BCryptPassword) ModularCrypt.decode("$2a" + parts.group(1)));
    } catch (GeneralSecurityException | RuntimeException malformed) {
      throw new UnsupportedHashException("malformed bcrypt hash");
    }
  }

  /**
   * Whether the password matches this hash. A password of more than {@link #MAX_INPUT} bytes of
   * UTF-8 never matches, because bcrypt would accept any other password with the same prefix. Such
   * a refusal takes the same time.
   */
  @Override
  public boolean verify(Password password) {
    byte[] utf8 = password.utf8();
    byte[] input = Arrays.copyOf(utf8, Math.min(utf8.length, MAX_INPUT));
    byte[] expected = hash.getHash();
    byte[] computed = compute(input);
    try {
      // Elytron's verify compares with Arrays.equals, which is not constant-time.
      return MessageDigest.isEqual(expected, computed) && utf8.length <= MAX_INPUT;
    } finally {
      Arrays.fill(utf8, (byte) 0);
      Arrays.fill(input, (byte) 0);
      Arrays.fill(computed, (byte) 0);
    }
  }

  @Override
  public HashNeeds needs() {
    return new HashNeeds(MEMORY_KIB, WORK << hash.getIterationCount());
  }

  private byte[] compute(byte[] input) {
    char[] characters = PrivateUseCharset.toCharacters(input);
    try {
      PasswordFactory factory =
          PasswordFactory.getInstance(
              BCryptPassword.ALGORITHM_BCRYPT, WildFlyElytronPasswordProvider.getInstance());
      var algorithm =
          new IteratedSaltedPasswordAlgorithmSpec(hash.getIterationCount(), hash.getSalt());
      var spec = new EncryptablePasswordSpec(characters, algorithm, PrivateUseCharset.CHARSET);
      return ((BCryptPassword) factory.generatePassword(spec)).getHash();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Elytron's bcrypt is not available", missing);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }
}
