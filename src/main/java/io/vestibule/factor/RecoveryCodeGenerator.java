package io.vestibule.factor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Recovery codes: 80 random bits each, in Base32 with hyphens, {@code XXXX-XXXX-XXXX-XXXX}. Stored
 * is their HMAC-SHA-256 under a random key of the account, which is sealed: a reader of the table
 * cannot use them, and a new sealing key needs no new codes.
 */
@ApplicationScoped
class RecoveryCodeGenerator {
  static final int COUNT = 10;

  private static final int SIZE = 10;
  private static final int KEY_SIZE = 32;
  private static final int GROUP_SIZE = 4;
  private static final String MAC = "HmacSHA256";
  private static final Pattern FORM = Pattern.compile("[A-Z2-7]{16}");

  private final FactorSecrets secrets;
  private final SecureRandom random;

  RecoveryCodeGenerator(FactorSecrets secrets, SecureRandom random) {
    this.secrets = secrets;
    this.random = random;
  }

  /**
   * New codes, and what is stored of them.
   *
   * @param codes in the form in which people read them
   */
  record Created(List<String> codes, StoredRecoveryCodes stored) {
    @Override
    public String toString() {
      return "Created[redacted]";
    }
  }

  Created create(String userId) {
    byte[] key = bytes(KEY_SIZE);
    List<String> codes = Stream.generate(this::next).limit(COUNT).toList();
    StoredRecoveryCodes stored =
        new StoredRecoveryCodes(
            secrets.seal(userId, EnrolledFactors.RECOVERY_CODES, key),
            codes.stream()
                .map(code -> mac(key, normalize(code).orElseThrow()))
                .collect(Collectors.toSet()));
    Arrays.fill(key, (byte) 0);
    return new Created(codes, stored);
  }

  /**
   * The stored HMAC of a code that a user entered; empty if it is none of the unused codes. Spaces,
   * hyphens and case are ignored.
   */
  Optional<SdkBytes> find(String userId, StoredRecoveryCodes stored, String entered) {
    return normalize(entered)
        .map(
            code -> {
              byte[] key = secrets.open(userId, EnrolledFactors.RECOVERY_CODES, stored.sealedKey());
              SdkBytes mac = mac(key, code);
              Arrays.fill(key, (byte) 0);
              return mac;
            })
        .filter(stored.macs()::contains);
  }

  private String next() {
    StringBuilder code = new StringBuilder(Base32.encode(bytes(SIZE)));
    for (int at = code.length() - GROUP_SIZE; at > 0; at -= GROUP_SIZE) {
      code.insert(at, '-');
    }
    return code.toString();
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Optional<String> normalize(String entered) {
    return Optional.of(entered.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT))
        .filter(code -> FORM.matcher(code).matches());
  }

  private static SdkBytes mac(byte[] key, String code) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return SdkBytes.fromByteArray(mac.doFinal(code.getBytes(US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }
}
