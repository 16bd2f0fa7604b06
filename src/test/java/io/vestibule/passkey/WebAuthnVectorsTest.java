package io.vestibule.passkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.passkey.PasskeyVerifier.Assertion;
import io.vestibule.passkey.PasskeyVerifier.NewCredential;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test vectors of WebAuthn Level 3, section 16. Some have no user verification, which the
 * service requires; some are of a frame in a page of another origin, which it refuses.
 */
class WebAuthnVectorsTest {
  private static final RelyingParty RELYING_PARTY =
      new RelyingParty("example.org", "Example", Set.of("https://example.org"));
  private static final int FLAGS = 32;
  private static final int USER_VERIFIED = 0x04;

  private final PasskeyVerifier service = new PasskeyVerifier(RELYING_PARTY);
  private final PasskeyVerifier lenient = new PasskeyVerifier(RELYING_PARTY, false);

  static Stream<Arguments> vectors() throws IOException {
    try (InputStream file =
        WebAuthnVectorsTest.class.getResourceAsStream("/vectors/webauthn.json")) {
      JsonNode vectors = new ObjectMapper().readTree(file).get("vectors");
      return StreamSupport.stream(vectors.spliterator(), false)
          .map(vector -> Arguments.of(vector.get("name").textValue(), vector));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void registrationAndAuthentication(String name, JsonNode vector) {
    // ES384 is not offered, frames of other origins are refused, and webauthn4j requires a U2F
    // authenticator to have no AAGUID.
    boolean accepted =
        Stream.of("crossOrigin", "topOrigin", "es384", "fido-u2f-es256").noneMatch(name::endsWith);
    byte[] id = hex(vector, "credential_id");
    JsonNode created = vector.get("registration");
    RegistrationResponse registration =
        new RegistrationResponse(
            CredentialJson.encode(id),
            hex(created, "clientDataJSON"),
            hex(created, "attestationObject"),
            false);

    Optional<NewCredential> credential = lenient.verify(registration, hex(created, "challenge"));

    assertEquals(accepted, credential.isPresent());
    if (!accepted) {
      return;
    }
    assertTrue(lenient.verify(registration, hex(created, "challenge").clone()).isPresent());
    assertTrue(lenient.verify(registration, new byte[32]).isEmpty());

    JsonNode used = vector.get("authentication");
    byte[] data = hex(used, "authenticatorData");
    AssertionResponse assertion =
        new AssertionResponse(
            CredentialJson.encode(id),
            hex(used, "clientDataJSON"),
            data,
            hex(used, "signature"),
            Optional.empty());
    Passkey passkey = passkey(id, credential.get());
    byte[] challenge = hex(used, "challenge");

    assertEquals(
        new Assertion.Valid(0, (data[FLAGS] & 0x10) != 0),
        lenient.verify(assertion, challenge, passkey));
    assertEquals(new Assertion.Invalid(), lenient.verify(assertion, new byte[32], passkey));
    boolean verified = (data[FLAGS] & USER_VERIFIED) != 0;
    assertEquals(
        verified, service.verify(assertion, challenge, passkey) instanceof Assertion.Valid);
  }

  private static Passkey passkey(byte[] id, NewCredential created) {
    return new Passkey(
        "user",
        CredentialJson.encode(id),
        "name",
        created.credential(),
        created.signCount(),
        created.backupEligible(),
        created.backedUp(),
        false,
        Instant.EPOCH,
        null,
        Map.of());
  }

  private static byte[] hex(JsonNode object, String member) {
    return HexFormat.of().parseHex(object.get(member).textValue());
  }
}
