package io.vestibule.signing;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The EC P-256 keys of this service's tokens: one signs, all verify. A key's id is its RFC 7638
 * thumbprint, so all replicas compute the same id.
 */
@ApplicationScoped
public class SigningKeys {
  private static final String SIGNING = "vestibule.keys.signing";
  private static final String VERIFYING = "vestibule.keys.verifying";
  private static final Pattern PEM_END = Pattern.compile("(?<=-----END PUBLIC KEY-----)");

  private final PrivateKey signing;
  private final String signingKeyId;
  private final Map<String, EllipticCurveJsonWebKey> verifying = new LinkedHashMap<>();

  public SigningKeys(KeysConfig config) {
    signing = signingKey(ConfiguredKey.text(SIGNING, config.signing(), config.signingFile()));
    signingKeyId = add(EcPublicKeys.publicKeyOf((ECPrivateKey) signing));
    publicPems(config).forEach(pem -> add(publicKey(pem)));
  }

  public PrivateKey signing() {
    return signing;
  }

  public String signingKeyId() {
    return signingKeyId;
  }

  /** The public key with that id; empty where it is not configured. */
  public Optional<PublicKey> verifying(String keyId) {
    return Optional.ofNullable(verifying.get(keyId)).map(EllipticCurveJsonWebKey::getECPublicKey);
  }

  /** The public JWKs, that of the signing key first. */
  public Collection<? extends JsonWebKey> published() {
    return verifying.values();
  }

  private String add(PublicKey key) {
    try {
      EllipticCurveJsonWebKey jwk = (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(key);
      if (!EllipticCurves.P_256.equals(jwk.getCurveName())) {
        throw new IllegalStateException(
            VERIFYING + " must hold keys on the curve P-256, not " + jwk.getCurveName());
      }
      jwk.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
      jwk.setUse(Use.SIGNATURE);
      jwk.setKeyId(jwk.calculateBase64urlEncodedThumbprint("SHA-256"));
      verifying.putIfAbsent(jwk.getKeyId(), jwk);
      return jwk.getKeyId();
    } catch (JoseException | ClassCastException notElliptic) {
      throw new IllegalStateException(VERIFYING + " must hold EC P-256 public keys", notElliptic);
    }
  }

  private static List<String> publicPems(KeysConfig config) {
    List<String> pems = new ArrayList<>(config.verifying().orElse(List.of()));
    config
        .verifyingFiles()
        .orElse(List.of())
        .forEach(file -> pems.add(ConfiguredKey.read(VERIFYING, file)));
    return pems.stream()
        .flatMap(PEM_END::splitAsStream)
        .map(String::strip)
        .filter(pem -> !pem.isEmpty())
        .toList();
  }

  private static PrivateKey signingKey(String pem) {
    try {
      PrivateKey key = KeyUtils.decodePrivateKey(pem, SignatureAlgorithm.ES256);
      EcPublicKeys.requireP256((ECPrivateKey) key);
      return key;
    } catch (GeneralSecurityException | RuntimeException unusable) {
      // The cause is dropped because its message may contain the key.
      throw new IllegalStateException(SIGNING + " must be an EC P-256 private key in PKCS#8 PEM");
    }
  }

  private static PublicKey publicKey(String pem) {
    try {
      return KeyUtils.decodePublicKey(pem, SignatureAlgorithm.ES256);
    } catch (GeneralSecurityException | RuntimeException unusable) {
      throw new IllegalStateException(
          VERIFYING + " must hold EC P-256 public keys in PEM", unusable);
    }
  }
}
