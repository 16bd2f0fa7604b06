package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryKeyTest {
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AAAA-1111", "ÄÖÜ"})
  void refusesOtherTexts(String text) {
    assertTrue(RecoveryKey.decode(text).isEmpty());
  }

  @Test
  void refusesOtherLengthsAndDigits() {
    assertTrue(RecoveryKey.decode("A".repeat(51)).isEmpty());
    assertTrue(RecoveryKey.decode("A".repeat(53)).isEmpty());
    for (char other : new char[] {'0', '1', '8', '9', '=', 'ß', 'İ'}) {
      assertTrue(RecoveryKey.decode("A".repeat(51) + other).isEmpty());
    }
  }

  @Test
  void decodesWhatItEncoded() {
    for (int i = 0; i < 200; i++) {
      SecretBytes key = SecretBytes.random(32, random);
      String text = RecoveryKey.encode(key);
      assertEquals(64, text.length());
      assertTrue(RecoveryKey.decode(text).orElseThrow().matches(key));
      String typed = " " + text.toLowerCase(Locale.ROOT).replace('-', ' ') + "\n";
      assertTrue(RecoveryKey.decode(typed).orElseThrow().matches(key));
    }
  }
}
