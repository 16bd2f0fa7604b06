package io.vestibule.payment;

import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.HmacSignature;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies the header {@code Stripe-Signature}: {@code t=<seconds>,v1=<signature>}, with a further
 * {@code v1} while the secret is rotated. A signature is the HMAC-SHA-256 of {@code
 * <seconds>.<body>} in hex. The key is the whole secret as text, with its prefix. Other schemes are
 * ignored.
 */
@ApplicationScoped
class StripeSignature {
  private static final String PROPERTY = "vestibule.stripe.webhook-secrets";
  private static final Pattern SECRET = Pattern.compile("whsec_[!-~]{24,250}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final int MAX_HEADER = 2_000;
  private static final int MAX_PARTS = 20;

  private final List<SecretKeySpec> secrets;
  private final Duration tolerance;
  private final InstantSource clock;

  /**
   * @throws InvalidSettingException if a secret is malformed; the message does not quote it
   */
  StripeSignature(StripeConfig config, InstantSource clock) {
    this.secrets = secrets(config);
    this.tolerance = config.tolerance();
    this.clock = clock;
  }

  @Produces
  @Singleton
  static StartupCheck secretsAreWellFormed(StripeConfig config) {
    return StartupCheck.that(() -> secrets(config));
  }

  boolean isConfigured() {
    return !secrets.isEmpty();
  }

  /**
   * @param header null if there is none
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if no secret is configured; {@link
   *     ErrorCode#SIGNATURE_INVALID}, without the reason
   */
  void check(String header, byte[] body) {
    if (secrets.isEmpty()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    if (header == null || header.length() > MAX_HEADER || !isSigned(header, body)) {
      throw ApiException.of(ErrorCode.SIGNATURE_INVALID);
    }
  }

  private boolean isSigned(String header, byte[] body) {
    Optional<String> time = Optional.empty();
    List<byte[]> signatures = new ArrayList<>();
    for (String part : header.split(",", MAX_PARTS)) {
      String stripped = part.strip();
      if (stripped.startsWith("t=")) {
        if (time.isPresent()) {
          return false;
        }
        time = Optional.of(stripped.substring(2));
      } else if (stripped.startsWith("v1=")) {
        signatures.add(stripped.substring(3).getBytes(StandardCharsets.UTF_8));
      }
    }
    Optional<String> sent = time.filter(this::isTimely);
    return sent.isPresent()
        && HmacSignature.isAny(signatures, secrets, sent.get() + ".", body, StripeSignature::hex);
  }

  private boolean isTimely(String seconds) {
    return SECONDS.matcher(seconds).matches()
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), clock.instant())
                .abs()
                .compareTo(tolerance)
            <= 0;
  }

  private static byte[] hex(byte[] signature) {
    return HexFormat.of().formatHex(signature).getBytes(StandardCharsets.UTF_8);
  }

  private static List<SecretKeySpec> secrets(StripeConfig config) {
    List<SecretKeySpec> keys = new ArrayList<>();
    config.webhookSecrets().orElse(List.of()).forEach(secret -> keys.add(key(secret)));
    config
        .webhookSecretFiles()
        .orElse(List.of())
        .forEach(file -> keys.add(key(ConfiguredKey.read(PROPERTY, file))));
    return List.copyOf(keys);
  }

  private static SecretKeySpec key(String configured) {
    String secret = configured.strip();
    if (!SECRET.matcher(secret).matches()) {
      throw new InvalidSettingException(
          PROPERTY + " must be whsec_ followed by at least 24 characters, as Stripe shows it");
    }
    return HmacSignature.key(secret.getBytes(StandardCharsets.UTF_8));
  }
}
