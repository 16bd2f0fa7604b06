package io.vestibule.throttle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.Hkdf;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names counters by an HMAC-SHA-256 of what they count, under a subkey of the sealing key. A reader
 * of the table learns no e-mail address and cannot test one.
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
   * @param email in canonical form
   * @param network of the client
   * @param device id of the presented device token, if it is valid for this account
   */
  LoginAttempt attempt(String email, String network, Optional<String> device, Instant now) {
    return new LoginAttempt(
        device.map(
            id ->
                FailureCounter.of(
                    name("device", id), config.deviceLimit(), config.deviceWindow(), now)),
        FailureCounter.of(
            name("pair", email, network), config.pairLimit(), config.pairWindow(), now),
        FailureCounter.of(name("email", email), config.emailLimit(), config.emailWindow(), now),
        FailureCounter.of(
            name("address", network), config.addressLimit(), config.addressWindow(), now),
        name("known", email, network));
  }

  /** The counters of an attempt to prove a second factor; independent of those of passwords. */
  LoginAttempt secondFactor(
      String loginName, String network, Optional<String> device, Instant now) {
    return new LoginAttempt(
        device.map(
            id ->
                FailureCounter.of(
                    name("factor-device", id), config.deviceLimit(), config.deviceWindow(), now)),
        FailureCounter.of(
            name("factor-pair", loginName, network), config.pairLimit(), config.pairWindow(), now),
        FailureCounter.of(
            name("factor", loginName),
            config.secondFactorLimit(),
            config.secondFactorWindow(),
            now),
        FailureCounter.of(
            name("address", network), config.addressLimit(), config.addressWindow(), now),
        name("factor-known", loginName, network));
  }

  FailureCounter signUps(String network, Instant now) {
    return FailureCounter.of(
        name("sign-up", network), config.signUpLimit(), config.signUpWindow(), now);
  }

  FailureCounter mailsOfClient(String network, Instant now) {
    return FailureCounter.of(
        name("mail-client", network), config.mailClientLimit(), config.mailClientWindow(), now);
  }

  FailureCounter mailsOfAccount(String userId, Instant now) {
    return FailureCounter.of(
        name("mail-account", userId), config.mailAccountLimit(), config.mailAccountWindow(), now);
  }

  FailureCounter mailsTo(String email, Instant now) {
    return FailureCounter.of(
        name("mail-to", email), config.mailAddressLimit(), config.mailAddressWindow(), now);
  }

  FailureCounter challenges(String network, Instant now) {
    return FailureCounter.of(
        name("challenge", network), config.challengeLimit(), config.challengeWindow(), now);
  }

  private String name(String kind, String... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(kind.getBytes(UTF_8));
      for (String part : parts) {
        // No part contains a zero byte.
        mac.update((byte) 0);
        mac.update(part.getBytes(UTF_8));
      }
      return kind + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }
}
