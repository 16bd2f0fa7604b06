package io.vestibule.apikey;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configured public keys of secret-scanning partners. */
class LeakReportSignatureTest {
  @Test
  void withoutAKeyTheRouteDoesNotExist() {
    assertFalse(new LeakReportSignature(Optional::empty).isConfigured());
  }

  @Test
  void aKeyOfP256IsAccepted() throws GeneralSecurityException {
    assertTrue(signature("one:" + key("secp256r1")).isConfigured());
  }

  @Test
  void aKeyOfAnotherCurvePreventsTheStart() throws GeneralSecurityException {
    String key = "one:" + key("secp384r1");

    assertThrows(IllegalStateException.class, () -> signature(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", ":AAAA", "one:", "one:AAAA", "one:-----BEGIN PUBLIC KEY-----"})
  void aMalformedKeyPreventsTheStart(String key) {
    assertThrows(IllegalStateException.class, () -> signature(key));
  }

  private static LeakReportSignature signature(String key) {
    return new LeakReportSignature(() -> Optional.of(List.of(key)));
  }

  private static String key(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return Base64.getEncoder().encodeToString(generator.generateKeyPair().getPublic().getEncoded());
  }
}
