package io.vestibule.session;

import static io.vestibule.session.TokenFixtures.p256;
import static io.vestibule.session.TokenFixtures.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.ECKey;
import io.vestibule.signing.SigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wycheproof's test vectors for ES256. Their payload is not a JWT, so only the verifier's algorithm
 * constraints and key lookup are used, not its rules on claims.
 */
class SignatureVectorsTest {
  static Stream<Arguments> rows() throws IOException {
    return StreamSupport.stream(file().path("testGroups").spliterator(), false)
        .flatMap(
            group ->
                StreamSupport.stream(group.path("tests").spliterator(), false)
                    .map(
                        row ->
                            Arguments.of(
                                row.path("tcId").intValue() + " " + row.path("comment").asText(),
                                group.path("public"),
                                row.path("jws").asText(),
                                row.path("result").asText())));
  }

  @ParameterizedTest(name = "{0} is {3}")
  @MethodSource("rows")
  void behaves(String name, JsonNode key, String jws, String result) throws Exception {
    ECKey published = ECKey.parse(key.toString());

    boolean good = verifies(jws, published.getKeyID(), published.toPublicKey());

    assertEquals(result, good ? "valid" : "invalid");
  }

  @Test
  void noneIsMissing() throws IOException {
    assertEquals(39, rows().count());
    assertEquals(39, file().path("numberOfTests").intValue());
  }

  private static boolean verifies(String jws, String keyId, PublicKey key) {
    TokenVerifier verifier =
        new TokenVerifier(new OnlyKey(keyId, key), TokenFixtures.tokens(), Clock.systemUTC());
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(TokenVerifier.ES256_ONLY);
      signature.setCompactSerialization(jws);
      signature.setKey(verifier.keyFor(signature, List.of()));
      return signature.verifySignature();
    } catch (JoseException refused) {
      return false;
    }
  }

  private static JsonNode file() throws IOException {
    String name = "/vectors/json-web-signature-es256.json";
    try (InputStream in = SignatureVectorsTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The vectors' key under the vectors' id, which is not a thumbprint. */
  private static final class OnlyKey extends SigningKeys {
    private final String keyId;
    private final PublicKey key;

    OnlyKey(String keyId, PublicKey key) {
      super(TokenFixtures.keys(Map.of("signing", pem(p256().getPrivate()))));
      this.keyId = keyId;
      this.key = key;
    }

    @Override
    public Optional<PublicKey> verifying(String wanted) {
      return keyId.equals(wanted) ? Optional.of(key) : Optional.empty();
    }
  }
}
