package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.runtime.InvalidSettingException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirebaseHashesTest {
  @Test
  void withoutAKeyNothingIsVerified() {
    assertEquals(Optional.empty(), FirebaseHashes.signerKey(FirebaseConfigs.none()));
    assertFalse(new FirebaseHashes(FirebaseConfigs.none()).isConfigured());
  }

  @ParameterizedTest
  @ValueSource(strings = {"not base64 at all", "c2hvcnQ="})
  void anImpossibleKeyPreventsTheStartAndIsNotQuoted(String key) {
    FirebaseConfig config = FirebaseConfigs.of(Optional.of(key));

    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> FirebaseHashes.signerKey(config));

    assertTrue(refused.getMessage().startsWith("vestibule.migration.firebase.signer-key"));
    assertFalse(refused.getMessage().contains(key));
  }

  @Test
  void aHashInTheAlphabetOfUrlsIsConverted() {
    assertEquals(
        "$firebase-scrypt$ln=14,r=8,s=Bw==$4+/w==$a+/b",
        new FirebaseHashes(FirebaseConfigs.none()).stored("a-_b", "4-_w=="));
  }
}
