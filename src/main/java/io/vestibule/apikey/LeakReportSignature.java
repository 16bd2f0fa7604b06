package io.vestibule.apikey;

import io.quarkus.runtime.StartupEvent;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies the signatures of secret-scanning partners in the form of GitHub: ECDSA (P-256, SHA-256,
 * DER) over the body, in base64.
 */
@ApplicationScoped
class LeakReportSignature {
  private static final String PROPERTY = "vestibule.hooks.leaked-keys.public-keys";
  private static final int P256_BITS = 256;
  private static final int MAX_SIGNATURE = 200;

  private final Map<String, PublicKey> keys = new HashMap<>();

  /**
   * @throws IllegalStateException if a key is malformed
   */
  LeakReportSignature(LeakedKeysConfig config) {
    config.publicKeys().orElse(List.of()).forEach(this::add);
  }

  /** Creates the bean at startup: a malformed key prevents the start. */
  void onStart(@Observes StartupEvent start) {}

  /** Whether at least one key is configured. */
  boolean isConfigured() {
    return !keys.isEmpty();
  }

  /**
   * @param identifier of the key, null if it is missing
   * @param signature null if it is missing
   * @throws ApiException {@link ErrorCode#SIGNATURE_INVALID}, without the reason
   */
  void check(String identifier, String signature, byte[] body) {
    PublicKey key = identifier == null ? null : keys.get(identifier);
    if (key == null
        || signature == null
        || signature.length() > MAX_SIGNATURE
        || !verifies(key, signature, body)) {
      throw ApiException.of(ErrorCode.SIGNATURE_INVALID);
    }
  }

  private static boolean verifies(PublicKey key, String signature, byte[] body) {
    try {
      Signature ecdsa = Signature.getInstance("SHA256withECDSA");
      ecdsa.initVerify(key);
      ecdsa.update(body);
      return ecdsa.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private void add(String configured) {
    int colon = configured.indexOf(':');
    if (colon < 1) {
      throw new IllegalStateException(PROPERTY + ": must be an identifier, a colon and a key");
    }
    String identifier = configured.substring(0, colon).strip();
    keys.put(identifier, parse(identifier, configured.substring(colon + 1)));
  }

  private static PublicKey parse(String identifier, String base64) {
    try {
      byte[] encoded = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      if (key instanceof ECPublicKey ec
          && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      // Falls through: the reason would not help.
    }
    throw new IllegalStateException(
        PROPERTY + ": " + identifier + " must have the base64 of an ECDSA P-256 public key");
  }
}
