package io.vestibule.federation;

import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.HmacSignature;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies request signatures of Standard Webhooks 1.0. {@code webhook-signature} is a
 * space-separated list of {@code v1,} and the base64 of HMAC-SHA-256 over {@code
 * <webhook-id>.<webhook-timestamp>.<body>}.
 */
@ApplicationScoped
class WebhookSignature {
  private static final String PROPERTY = "vestibule.hooks.cognito.secrets";
  private static final String SECRET = "whsec_";
  private static final String SCHEME = "v1,";
  private static final int MIN_SIZE = 24;
  private static final int MAX_SIZE = 64;
  private static final int MAX_HEADER = 1_000;
  private static final int MAX_SIGNATURES = 10;

  private final List<SecretKeySpec> secrets = new ArrayList<>();
  private final Duration tolerance;
  private final InstantSource clock;

  /**
   * @throws IllegalStateException if a secret is malformed; the message does not quote it
   */
  WebhookSignature(CognitoHookConfig config, InstantSource clock) {
    config.secrets().orElse(List.of()).forEach(secret -> secrets.add(key(secret)));
    config
        .secretFiles()
        .orElse(List.of())
        .forEach(file -> secrets.add(key(ConfiguredKey.read(PROPERTY, file))));
    this.tolerance = config.tolerance();
    this.clock = clock;
  }

  /** Whether at least one secret is configured. */
  boolean isConfigured() {
    return !secrets.isEmpty();
  }

  /**
   * @throws ApiException {@link ErrorCode#SIGNATURE_INVALID}, without the reason
   */
  void check(String id, String timestamp, String signatures, byte[] body) {
    boolean valid =
        isShort(id)
            && isShort(timestamp)
            && isShort(signatures)
            && isTimely(timestamp)
            && isSigned(id + "." + timestamp + ".", body, signatures);
    if (!valid) {
      throw ApiException.of(ErrorCode.SIGNATURE_INVALID);
    }
  }

  private static boolean isShort(String header) {
    return header != null && !header.isEmpty() && header.length() <= MAX_HEADER;
  }

  private boolean isTimely(String timestamp) {
    try {
      Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
      return Duration.between(sent, clock.instant()).abs().compareTo(tolerance) <= 0;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  private boolean isSigned(String prefix, byte[] body, String signatures) {
    List<byte[]> candidates =
        Arrays.stream(signatures.split(" ", MAX_SIGNATURES + 1))
            .limit(MAX_SIGNATURES)
            .filter(signature -> signature.startsWith(SCHEME))
            .map(signature -> signature.substring(SCHEME.length()))
            .map(signature -> signature.getBytes(StandardCharsets.UTF_8))
            .toList();
    return HmacSignature.isAny(candidates, secrets, prefix, body, Base64.getEncoder()::encode);
  }

  private static SecretKeySpec key(String configured) {
    String secret = configured.strip();
    try {
      byte[] bytes =
          Base64.getDecoder()
              .decode(secret.startsWith(SECRET) ? secret.substring(SECRET.length()) : secret);
      if (bytes.length >= MIN_SIZE && bytes.length <= MAX_SIZE) {
        return HmacSignature.key(bytes);
      }
    } catch (IllegalArgumentException notBase64) {
      // The cause is dropped: it quotes a character of the secret.
    }
    throw new IllegalStateException(
        PROPERTY
            + " must be whsec_ followed by "
            + MIN_SIZE
            + " to "
            + MAX_SIZE
            + " bytes in base64 (openssl rand -base64 32)");
  }
}
