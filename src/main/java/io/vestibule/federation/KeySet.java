package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The keys of a JWK set (RFC 7517) that can verify signatures. Keys with another use or type and
 * weak keys are ignored. Symmetric keys are ignored too, so that no token can be signed with a
 * published key.
 */
final class KeySet {
  private static final int MAX_KEYS = 100;
  private static final int MIN_RSA_BITS = 2_048;
  private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512");
  private static final Map<String, String> BY_CURVE =
      Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");

  private final List<IssuerKey> keys;

  private KeySet(List<IssuerKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * @throws IllegalArgumentException if the document is not a JWK set or has no usable key
   */
  static KeySet parse(JsonNode document, ObjectMapper json) {
    JsonNode listed = document.path("keys");
    if (!listed.isArray() || listed.size() > MAX_KEYS) {
      throw new IllegalArgumentException("not a JWK set of at most " + MAX_KEYS + " keys");
    }
    List<IssuerKey> usable = new ArrayList<>();
    listed.forEach(key -> parseKey(key, json).ifPresent(usable::add));
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("a JWK set without a usable key");
    }
    return new KeySet(usable);
  }

  int size() {
    return keys.size();
  }

  /**
   * The key with that id for that algorithm. A token without {@code kid} matches only if exactly
   * one key fits.
   */
  Optional<IssuerKey> find(Optional<String> keyId, String algorithm) {
    List<IssuerKey> candidates =
        keys.stream()
            .filter(key -> key.algorithms().contains(algorithm))
            .filter(key -> keyId.map(key.keyId()::equals).orElse(true))
            .toList();
    boolean unambiguous = candidates.size() == 1 || (keyId.isPresent() && !candidates.isEmpty());
    return unambiguous ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  @SuppressWarnings("unchecked")
  private static Optional<IssuerKey> parseKey(JsonNode document, ObjectMapper json) {
    String use = document.path("use").asText("sig");
    String type = document.path("kty").asText();
    if (!use.equals("sig") || !(type.equals("RSA") || type.equals("EC"))) {
      return Optional.empty();
    }
    try {
      JsonWebKey key = JsonWebKey.Factory.newJwk(json.convertValue(document, Map.class));
      Set<String> supported = algorithms(key);
      Set<String> permitted =
          key.getAlgorithm() == null
              ? supported
              : supported.contains(key.getAlgorithm()) ? Set.of(key.getAlgorithm()) : Set.of();
      String keyId = Optional.ofNullable(key.getKeyId()).orElse("");
      return permitted.isEmpty()
          ? Optional.empty()
          : Optional.of(new IssuerKey(keyId, ((PublicJsonWebKey) key).getPublicKey(), permitted));
    } catch (JoseException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Set<String> algorithms(JsonWebKey key) {
    if (key instanceof RsaJsonWebKey rsa) {
      return rsa.getRsaPublicKey().getModulus().bitLength() >= MIN_RSA_BITS ? RSA : Set.of();
    }
    if (key instanceof EllipticCurveJsonWebKey curve) {
      return Optional.ofNullable(BY_CURVE.get(curve.getCurveName())).map(Set::of).orElse(Set.of());
    }
    return Set.of();
  }
}
