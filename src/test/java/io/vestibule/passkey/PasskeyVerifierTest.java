package io.vestibule.passkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.passkey.PasskeyVerifier.Assertion;
import io.vestibule.passkey.PasskeyVerifier.NewCredential;
import io.vestibule.testing.SoftwareAuthenticator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PasskeyVerifierTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] CHALLENGE = SoftwareAuthenticator.random(32);

  private final PasskeyVerifier verifier =
      new PasskeyVerifier(
          new RelyingParty(
              "vestibule.test",
              "Vestibule",
              Set.of("https://vestibule.test", "https://app.example.org")));

  @Test
  void aPasskeyIsRegisteredAndUsed() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    device.aaguid = UUID.fromString("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");
    device.flags |= SoftwareAuthenticator.BACKUP_ELIGIBLE | SoftwareAuthenticator.BACKED_UP;
    device.prf = true;

    RegistrationResponse response = registration(device);
    NewCredential created = verifier.verify(response, CHALLENGE).orElseThrow();

    assertTrue(response.prf());
    assertEquals(device.aaguid, created.aaguid());
    assertTrue(created.backupEligible());
    assertTrue(created.backedUp());
    Passkey passkey = passkey(device, created);
    assertEquals(device.aaguid, passkey.aaguid());
    assertEquals(new Assertion.Valid(0, true), use(device, passkey));
  }

  @Test
  void aRelatedOriginIsAccepted() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    device.origin = "https://app.example.org";

    Passkey passkey = register(device);

    assertTrue(use(device, passkey) instanceof Assertion.Valid);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("foreign origin", device -> device.origin = "https://vestibule.test.example"),
        fault("http origin", device -> device.origin = "http://vestibule.test"),
        fault("other port", device -> device.origin = "https://vestibule.test:8443"),
        fault("other relying party", device -> device.rpId = "example.org"),
        fault("no user verification", device -> device.flags = SoftwareAuthenticator.USER_PRESENT),
        fault("no user presence", device -> device.flags = SoftwareAuthenticator.USER_VERIFIED),
        fault("frame in another page", device -> device.crossOrigin = true),
        fault("backed up, but not eligible", device -> device.flags |= 0x10));
  }

  private static Arguments fault(String name, Consumer<SoftwareAuthenticator> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsRefused(String name, Consumer<SoftwareAuthenticator> change) {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    Passkey passkey = register(device);
    change.accept(device);

    assertEquals(new Assertion.Invalid(), use(device, passkey));
    assertTrue(verifier.verify(registration(device), CHALLENGE).isEmpty());
  }

  @Test
  void theCounterMustIncrease() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    device.signCount = 5;
    Passkey passkey = register(device);

    device.signCount = 6;
    assertEquals(new Assertion.Valid(6, false), use(device, passkey));
    for (long stale : new long[] {5, 4, 0}) {
      device.signCount = stale;
      assertEquals(new Assertion.CounterNotIncreased(), use(device, passkey));
    }
    device.signCount = 0xFFFF_FFFFL;
    assertEquals(new Assertion.Valid(0xFFFF_FFFFL, false), use(device, passkey));
  }

  @Test
  void anAssertionOfAnotherKeyIsRefused() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    SoftwareAuthenticator other = SoftwareAuthenticator.of("ada");
    other.id = device.id;

    assertEquals(new Assertion.Invalid(), use(other, register(device)));
  }

  @Test
  void aRegistrationIsNoAssertionAndTheOtherWayRound() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    Passkey passkey = register(device);
    AssertionResponse used = assertion(device);
    RegistrationResponse created = registration(device);

    assertEquals(
        new Assertion.Invalid(),
        verifier.verify(
            new AssertionResponse(
                used.id(),
                created.clientDataJson(),
                used.authenticatorData(),
                used.signature(),
                used.userHandle()),
            CHALLENGE,
            passkey));
    assertTrue(
        verifier
            .verify(
                new RegistrationResponse(
                    created.id(), used.clientDataJson(), created.attestationObject(), false),
                CHALLENGE)
            .isEmpty());
  }

  @Test
  void theIdMustBeTheOneOfTheCredential() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    RegistrationResponse created = registration(device);

    assertTrue(
        verifier
            .verify(
                new RegistrationResponse(
                    CredentialJson.encode(SoftwareAuthenticator.random(16)),
                    created.clientDataJson(),
                    created.attestationObject(),
                    false),
                CHALLENGE)
            .isEmpty());
  }

  /** Each bit of what is signed, and of the signature. */
  @Test
  void everyChangedByteOfAnAssertionIsRefused() {
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    Passkey passkey = register(device);
    AssertionResponse valid = assertion(device);
    assertTrue(verifier.verify(valid, CHALLENGE, passkey) instanceof Assertion.Valid);

    int refused = 0;
    for (byte[] part :
        new byte[][] {valid.clientDataJson(), valid.authenticatorData(), valid.signature()}) {
      for (int i = 0; i < part.length; i++) {
        for (int bit = 0; bit < 8; bit += 3) {
          part[i] ^= (byte) (1 << bit);
          assertFalse(
              verifier.verify(valid, CHALLENGE, passkey) instanceof Assertion.Valid,
              "byte " + i + " bit " + bit);
          part[i] ^= (byte) (1 << bit);
          refused++;
        }
      }
    }
    assertTrue(refused > 500);
    assertTrue(verifier.verify(valid, CHALLENGE, passkey) instanceof Assertion.Valid);
  }

  /** Whatever the bytes are, the answer is a refusal and not an exception. */
  @Test
  void hostileBytesAreRefusedWithoutAnException() {
    Random random = new Random(14);
    SoftwareAuthenticator device = SoftwareAuthenticator.of("ada");
    Passkey passkey = register(device);
    RegistrationResponse created = registration(device);
    AssertionResponse used = assertion(device);
    for (int i = 0; i < 3_000; i++) {
      verifier.verify(
          new RegistrationResponse(
              created.id(),
              i % 4 == 0 ? mutated(created.clientDataJson(), random) : created.clientDataJson(),
              mutated(created.attestationObject(), random),
              false),
          CHALLENGE);
      verifier.verify(
          new AssertionResponse(
              used.id(),
              i % 4 == 0 ? mutated(used.clientDataJson(), random) : used.clientDataJson(),
              mutated(used.authenticatorData(), random),
              mutated(used.signature(), random),
              used.userHandle()),
          CHALLENGE,
          passkey);
    }
    for (byte filler : new byte[] {(byte) 0x81, (byte) 0x9f, (byte) 0xbf, (byte) 0xd8, '[', '{'}) {
      byte[] nested = new byte[20_000];
      Arrays.fill(nested, filler);
      assertTrue(
          verifier
              .verify(new RegistrationResponse(created.id(), nested, nested, false), CHALLENGE)
              .isEmpty());
    }
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)) : bytes;
  }

  private Passkey register(SoftwareAuthenticator device) {
    return passkey(device, verifier.verify(registration(device), CHALLENGE).orElseThrow());
  }

  private Assertion use(SoftwareAuthenticator device, Passkey passkey) {
    return verifier.verify(assertion(device), CHALLENGE, passkey);
  }

  private static RegistrationResponse registration(SoftwareAuthenticator device) {
    return RegistrationResponse.from(body(device.create(SoftwareAuthenticator.base64(CHALLENGE))));
  }

  private static AssertionResponse assertion(SoftwareAuthenticator device) {
    return AssertionResponse.from(body(device.get(SoftwareAuthenticator.base64(CHALLENGE))));
  }

  private static JsonNode body(Map<String, Object> credential) {
    return JSON.valueToTree(Map.of("credential", credential));
  }

  private static Passkey passkey(SoftwareAuthenticator device, NewCredential created) {
    return new Passkey(
        "ada",
        device.id(),
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
}
