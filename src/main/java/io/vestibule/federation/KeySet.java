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
 * The keys of a JWK set (RFC 7517) that can verify a signature. Keys of other uses and types, and
 * those too weak, are left out; no key is symmetric, so no token can be signed with what is public.
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
   * @throws IllegalArgumentException where the document is no JWK set, or none with a key of use
   */
  static KeySet parse(JsonNode document, ObjectMapper json) {
    JsonNode listed = document.path("keys");
    if (!listed.isArray() || listed.size() > MAX_KEYS) {
      throw new IllegalArgumentException("no JWK set of at most " + MAX_KEYS + " keys");
    }
    List<IssuerKey> usable = new ArrayList<>();
    listed.forEach(key -> read(key, json).ifPresent(usable::add));
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("a JWK set without a key that verifies signatures");
    }
    return new KeySet(usable);
  }

  int size() {
    return keys.size();
  }

  /**
   * The key of that id for that algorithm. A token without {@code kid} is good only where there is
   * no choice.
   */
  Optional<IssuerKey> find(Optional<String> keyId, String algorithm) {
    List<IssuerKey> fitting =
        keys.stream()
            .filter(key -> key.algorithms().contains(algorithm))
            .filter(key -> keyId.map(key.keyId()::equals).orElse(true))
            .toList();
    boolean decided = fitting.size() == 1 || (keyId.isPresent() && !fitting.isEmpty());
    return decided ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  @SuppressWarnings("unchecked")
  private static Optional<IssuerKey> read(JsonNode document, ObjectMapper json) {
    String use = document.path("use").asText("sig");
    String type = document.path("kty").asText();
    if (!use.equals("sig") || !(type.equals("RSA") || type.equals("EC"))) {
      return Optional.empty();
    }
    try {
      JsonWebKey key = JsonWebKey.Factory.newJwk(json.convertValue(document, Map.class));
      Set<String> possible = algorithms(key);
      Set<String> pinned =
          key.getAlgorithm() == null
              ? possible
              : possible.contains(key.getAlgorithm()) ? Set.of(key.getAlgorithm()) : Set.of();
      String keyId = Optional.ofNullable(key.getKeyId()).orElse("");
      return pinned.isEmpty()
          ? Optional.empty()
          : Optional.of(new IssuerKey(keyId, ((PublicJsonWebKey) key).getPublicKey(), pinned));
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
