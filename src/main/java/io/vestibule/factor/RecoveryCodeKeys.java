package io.vestibule.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.Hkdf;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Recovery codes: 80 random bits each, in Base32 with hyphens, {@code XXXX-XXXX-XXXX-XXXX}. Stored
 * is their HMAC-SHA-256 under a subkey of the sealing key, so a reader of the table cannot use
 * them.
 */
@ApplicationScoped
class RecoveryCodeKeys {
  static final int COUNT = 10;

  private static final int SIZE = 10;
  private static final int GROUP_SIZE = 4;
  private static final String MAC = "HmacSHA256";
  private static final String PURPOSE = "vestibule/recovery-code/v1";
  private static final Pattern FORM = Pattern.compile("[A-Z2-7]{16}");

  private final SecureRandom random;

  /** The current key, then those that only verify. */
  private final List<SecretKeySpec> keys;

  RecoveryCodeKeys(KeysConfig config, SecureRandom random) {
    this.random = random;
    List<SecretBytes> sealing = ConfiguredKey.sealingKeys(config);
    try {
      this.keys = sealing.stream().map(RecoveryCodeKeys::subkey).toList();
    } finally {
      sealing.forEach(SecretBytes::close);
    }
  }

  /** New codes in the form in which people read them. */
  List<String> create() {
    return Stream.generate(this::next).limit(COUNT).toList();
  }

  /** What is stored of a new code. */
  byte[] mac(String userId, String code) {
    return mac(keys.get(0), userId, normalize(code).orElseThrow());
  }

  /**
   * What may be stored of a code that a user entered, under each key; empty for anything that is no
   * code. Spaces, hyphens and case are ignored.
   */
  List<byte[]> candidates(String userId, String entered) {
    return normalize(entered)
        .map(code -> keys.stream().map(key -> mac(key, userId, code)).toList())
        .orElseGet(List::of);
  }

  private String next() {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    StringBuilder code = new StringBuilder(Base32.encode(bytes));
    for (int at = code.length() - GROUP_SIZE; at > 0; at -= GROUP_SIZE) {
      code.insert(at, '-');
    }
    return code.toString();
  }

  private static Optional<String> normalize(String entered) {
    return Optional.of(entered.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT))
        .filter(code -> FORM.matcher(code).matches());
  }

  private static byte[] mac(SecretKeySpec key, String userId, String code) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal((userId + '\0' + code).getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }

  private static SecretKeySpec subkey(SecretBytes sealing) {
    try (SecretBytes subkey = Hkdf.SHA_256.subkey(sealing, PURPOSE)) {
      byte[] revealed = subkey.reveal();
      SecretKeySpec key = new SecretKeySpec(revealed, MAC);
      Arrays.fill(revealed, (byte) 0);
      return key;
    }
  }
}
