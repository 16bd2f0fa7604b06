package io.vestibule.challenge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.Hkdf;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.Digests;
import io.vestibule.runtime.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids, secrets and codes of challenges, and their HMAC-SHA-256 under a subkey of the sealing key. A
 * reader of the table can neither use a link nor test codes against it.
 */
@ApplicationScoped
class ChallengeKeys {
  static final int SEED_SIZE = 32;

  private static final String MAC = "HmacSHA256";
  private static final String PURPOSE = "vestibule/challenge/v1";
  private static final int ID_SIZE = 16;
  private static final long CODES = 100_000_000;
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  /** The current key, then those that only verify. */
  private final List<SecretKeySpec> keys;

  ChallengeKeys(KeysConfig config) {
    List<SecretBytes> sealing = ConfiguredKey.sealingKeys(config);
    try {
      this.keys = sealing.stream().map(ChallengeKeys::subkey).toList();
    } finally {
      sealing.forEach(SecretBytes::close);
    }
  }

  /**
   * The id of the challenge of that user and purpose: 22 characters. It is no secret, and the same
   * for every sealing key.
   */
  String id(ChallengePurpose purpose, String userId, String email) {
    String name = PURPOSE + '\0' + purpose.wire() + '\0' + userId;
    byte[] digest = Digests.sha256(purpose.isForEachAddress() ? name + '\0' + email : name);
    return BASE64_URL.encodeToString(Arrays.copyOf(digest, ID_SIZE));
  }

  /** The secret of a link: 256 bits, 43 characters. */
  String secret(byte[] seed, String id, String email) {
    return BASE64_URL.encodeToString(derive(seed, "link", id, email));
  }

  /** Eight digits. The bias of the remainder is below 2^-36. */
  String code(byte[] seed, String id, String email) {
    long number = ByteBuffer.wrap(derive(seed, "code", id, email)).getLong();
    return "%08d".formatted(Long.remainderUnsigned(number, CODES));
  }

  /** Distinguishes the challenges that have the same id. */
  String instance(byte[] seed, String id, String email) {
    return BASE64_URL.encodeToString(Arrays.copyOf(derive(seed, "instance", id, email), ID_SIZE));
  }

  /**
   * What is stored of a secret or code.
   *
   * @param kind {@code link} or {@code code}
   */
  byte[] mac(String kind, String id, String email, String value) {
    return mac(keys.get(0), kind, id, email, value);
  }

  /** Whether {@code stored} is the MAC of that secret or code under one of the keys. */
  boolean matches(byte[] stored, String kind, String id, String email, String value) {
    boolean matches = false;
    for (SecretKeySpec key : keys) {
      matches |= MessageDigest.isEqual(stored, mac(key, kind, id, email, value));
    }
    return matches;
  }

  private static byte[] derive(byte[] seed, String kind, String id, String email) {
    return mac(new SecretKeySpec(seed, MAC), kind, id, email, "");
  }

  private static byte[] mac(SecretKeySpec key, String kind, String id, String email, String value) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      // No part contains a zero byte.
      return mac.doFinal(String.join("\0", kind, id, email, value).getBytes(UTF_8));
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
