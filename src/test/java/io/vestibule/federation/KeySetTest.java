package io.vestibule.federation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.vestibule.testing.TestIssuer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which published keys verify which algorithms. */
class KeySetTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\",\"alg\":\"HS256\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-192\",\"x\":\"AA\",\"y\":\"AA\"}]}"
      })
  void setWithoutUsableKeyIsRefused(String document) throws JsonProcessingException {
    var parsed = JSON.readTree(document);

    assertThrows(IllegalArgumentException.class, () -> KeySet.parse(parsed, JSON));
  }

  @Test
  void keyWithAlgPermitsOnlyThatAlgorithm() {
    RSAKey rsa =
        new RSAKey.Builder(TestIssuer.rsa())
            .algorithm(com.nimbusds.jose.JWSAlgorithm.RS512)
            .build();
    KeySet keys = IssuerKeyCacheTest.parse(rsa);

    assertTrue(keys.find(Optional.of(rsa.getKeyID()), "RS512").isPresent());
    assertTrue(keys.find(Optional.of(rsa.getKeyID()), "RS256").isEmpty());
  }

  @Test
  void eachCurvePermitsOneAlgorithm() {
    ECKey curve = TestIssuer.ec(Curve.P_384);
    KeySet keys = IssuerKeyCacheTest.parse(curve);

    assertTrue(keys.find(Optional.of(curve.getKeyID()), "ES384").isPresent());
    assertTrue(keys.find(Optional.of(curve.getKeyID()), "ES256").isEmpty());
    assertTrue(keys.find(Optional.of(curve.getKeyID()), "RS256").isEmpty());
  }

  @Test
  void withoutKeyIdOnlyASingleKeyMatches() {
    assertTrue(
        IssuerKeyCacheTest.parse(TestIssuer.rsa()).find(Optional.empty(), "RS256").isPresent());
    KeySet two = IssuerKeyCacheTest.parse(TestIssuer.rsa(), TestIssuer.rsa());
    assertEquals(2, two.size());
    assertTrue(two.find(Optional.empty(), "RS256").isEmpty());
  }
}
