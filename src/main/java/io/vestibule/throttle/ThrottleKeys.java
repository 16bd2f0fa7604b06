package io.vestibule.throttle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.Hkdf;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.web.ConfiguredKey;
import io.vestibule.web.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names counters by an HMAC-SHA-256 of what they count, under a subkey of the sealing key: whoever
 * reads the table learns no e-mail address, nor can they test one.
 */
@ApplicationScoped
class ThrottleKeys {
  private static final String MAC = "HmacSHA256";

  private final ThrottleConfig config;
  private final SecretKeySpec key;

  ThrottleKeys(ThrottleConfig config, KeysConfig keys) {
    this.config = config;
    try (SecretBytes sealing =
            ConfiguredKey.bytes("vestibule.keys.sealing", keys.sealing(), keys.sealingFile());
        SecretBytes subkey = Hkdf.SHA_256.subkey(sealing, "vestibule/throttle/v1")) {
      byte[] revealed = subkey.reveal();
      this.key = new SecretKeySpec(revealed, MAC);
      Arrays.fill(revealed, (byte) 0);
    }
  }

  /**
   * @param email in its normal form
   * @param network of the client
   */
  Attempt attempt(String email, String network, Instant now) {
    return new Attempt(
        Counter.of(name("pair", email, network), config.pairLimit(), config.pairWindow(), now),
        Counter.of(name("email", email), config.emailLimit(), config.emailWindow(), now),
        Counter.of(name("address", network), config.addressLimit(), config.addressWindow(), now),
        name("known", email, network));
  }

  Counter signUps(String network, Instant now) {
    return Counter.of(name("sign-up", network), config.signUpLimit(), config.signUpWindow(), now);
  }

  private String name(String kind, String... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(kind.getBytes(UTF_8));
      for (String part : parts) {
        // Neither part can hold a zero byte.
        mac.update((byte) 0);
        mac.update(part.getBytes(UTF_8));
      }
      return kind + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }
}
