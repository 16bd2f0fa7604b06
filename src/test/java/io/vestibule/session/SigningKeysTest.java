package io.vestibule.session;

import static io.vestibule.session.TokenFixtures.ec;
import static io.vestibule.session.TokenFixtures.keys;
import static io.vestibule.session.TokenFixtures.p256;
import static io.vestibule.session.TokenFixtures.pem;
import static io.vestibule.session.TokenFixtures.rsa;
import static io.vestibule.session.TokenFixtures.signingWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.vestibule.signing.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SigningKeysTest {
  private static final KeyPair PAIR = p256();

  static Stream<Arguments> unusable() {
    String signing = pem(PAIR.getPrivate());
    String mustSign = "vestibule.keys.signing must be an EC P-256 private key in PKCS#8 PEM";
    String mustVerify = "vestibule.keys.verifying must hold ";
    return Stream.of(
        Arguments.of(
            "no key at all",
            Map.of(),
            "vestibule.keys.signing is not set: set it, or set vestibule.keys.signing-file"),
        Arguments.of(
            "a missing file",
            Map.of("signing-file", "/nowhere/signing.pem"),
            "vestibule.keys.signing-file cannot be read: /nowhere/signing.pem"),
        Arguments.of("no PEM", Map.of("signing", "secret"), mustSign),
        Arguments.of(
            "PEM around nothing",
            Map.of("signing", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"),
            mustSign),
        Arguments.of("a cut PEM", Map.of("signing", signing.substring(0, 80)), mustSign),
        Arguments.of("a public key", Map.of("signing", pem(PAIR.getPublic())), mustSign),
        Arguments.of("P-384", Map.of("signing", pem(ec("secp384r1").getPrivate())), mustSign),
        Arguments.of("RSA", Map.of("signing", pem(rsa().getPrivate())), mustSign),
        Arguments.of(
            "a verifying key on P-384",
            Map.of("signing", signing, "verifying", pem(ec("secp384r1").getPublic())),
            mustVerify + "keys on the curve P-256, not P-384"),
        Arguments.of(
            "an RSA verifying key",
            Map.of("signing", signing, "verifying", pem(rsa().getPublic())),
            mustVerify + "EC P-256 public keys"),
        Arguments.of(
            "a verifying key that is none",
            Map.of("signing", signing, "verifying", "secret"),
            mustVerify + "EC P-256 public keys"),
        Arguments.of(
            "a private key among the verifying ones",
            Map.of("signing", signing, "verifying", pem(p256().getPrivate())),
            mustVerify + "EC P-256 public keys"),
        Arguments.of(
            "a missing file of verifying keys",
            Map.of("signing", signing, "verifying-files", "/nowhere/old.pem"),
            "vestibule.keys.verifying-file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void startUpSaysInASentenceWhichKeyIsWrong(
      String name, Map<String, String> properties, String sentence) {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> new SigningKeys(keys(properties)));

    assertTrue(refused.getMessage().startsWith(sentence), refused::getMessage);
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertFalse(String.valueOf(cause.getMessage()).contains("secret"), "the key is quoted");
      assertFalse(String.valueOf(cause.getMessage()).contains("MIG"), "the key is quoted");
    }
  }

  @Test
  void aKeysIdIsItsThumbprintAndItsPublicHalfIsDerived() throws Exception {
    SigningKeys keys = signingWith(PAIR);

    ECKey expected = new ECKey.Builder(Curve.P_256, (ECPublicKey) PAIR.getPublic()).build();
    assertEquals(expected.computeThumbprint().toString(), keys.signingKeyId());
    assertEquals(PAIR.getPublic(), keys.verifying(keys.signingKeyId()).orElseThrow());
    assertEquals(1, keys.published().size());
  }

  @Test
  void windowsLineBreaksAreAccepted() {
    SigningKeys keys =
        new SigningKeys(
            keys(
                Map.of(
                    "signing", pem(PAIR.getPrivate()).replace("\n", "\r\n"),
                    "verifying", pem(p256().getPublic()).replace("\n", "\r\n"))));

    assertEquals(2, keys.published().size());
  }

  @Test
  void previousAndNextKeysVerifyAndOneSigns(@TempDir Path folder) throws IOException {
    KeyPair former = p256();
    KeyPair next = p256();
    KeyPair another = p256();
    Path file = folder.resolve("old.pem");
    Files.writeString(file, pem(next.getPublic()) + "\n" + pem(another.getPublic()));
    Path signing = folder.resolve("signing.pem");
    Files.writeString(signing, pem(PAIR.getPrivate()));

    SigningKeys keys =
        new SigningKeys(
            keys(
                Map.of(
                    "signing-file", signing.toString(),
                    "verifying", pem(former.getPublic()),
                    "verifying-files", file.toString())));

    assertEquals(4, keys.published().size());
    for (KeyPair pair : new KeyPair[] {PAIR, former, next, another}) {
      String id = signingWith(pair).signingKeyId();
      assertEquals(pair.getPublic(), keys.verifying(id).orElseThrow());
    }
    assertEquals(signingWith(PAIR).signingKeyId(), keys.signingKeyId());
  }

  @Test
  void theSigningKeyAmongTheVerifyingOnesIsPublishedOnce() {
    SigningKeys keys =
        new SigningKeys(
            keys(Map.of("signing", pem(PAIR.getPrivate()), "verifying", pem(PAIR.getPublic()))));

    assertEquals(1, keys.published().size());
  }

  @Test
  void anUnknownIdHasNoKey() {
    SigningKeys keys = signingWith(PAIR);

    assertTrue(keys.verifying("").isEmpty());
    assertTrue(keys.verifying(keys.signingKeyId() + "x").isEmpty());
  }
}
