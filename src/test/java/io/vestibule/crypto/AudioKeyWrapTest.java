package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AudioKeyWrapTest {

  private static final String USER = "0b6d5b5e-7f5d-4e11-9b5c-0d2f0f9f6a11";

  private final SecureRandom random = new SecureRandom();
  private final AudioKeyWrap wrap = new AudioKeyWrap(random);
  private final SecretBytes audioKey = wrap.newAudioKey();
  private final SecretBytes kek = SecretBytes.random(32, random);
  private final byte[] wrapped = wrap.wrap(audioKey, kek, USER);

  @Test
  void unwrapsWhatItWrapped() {
    assertEquals(60, wrapped.length);
    assertTrue(wrap.unwrap(wrapped, kek, USER).orElseThrow().matches(audioKey));
  }

  @Test
  void namesUserAndPurpose() {
    assertEquals("vestibule/audio-key/v1/" + USER, AudioKeyWrap.aad(USER));
    assertTrue(new Sealer(kek, random).open(wrapped, AudioKeyWrap.aad(USER)).isPresent());
  }

  @Test
  void givesNothingToAnotherUserOrKey() {
    assertTrue(wrap.unwrap(wrapped, kek, "someone-else").isEmpty());
    assertTrue(wrap.unwrap(wrapped, SecretBytes.random(32, random), USER).isEmpty());
  }

  @Test
  void refusesAnythingThatIsNotAWrappedKey() {
    for (int size = 0; size < 80; size++) {
      byte[] other = size == 60 ? new byte[60] : Arrays.copyOf(wrapped, size);
      assertTrue(wrap.unwrap(other, kek, USER).isEmpty());
    }
    byte[] tooLong = new Sealer(kek, random).seal(new byte[33], AudioKeyWrap.aad(USER));
    assertTrue(wrap.unwrap(tooLong, kek, USER).isEmpty());
  }

  @Test
  void takes32ByteKeys() {
    SecretBytes small = SecretBytes.of(new byte[31]);
    assertThrows(IllegalArgumentException.class, () -> wrap.wrap(small, kek, USER));
    assertThrows(IllegalArgumentException.class, () -> wrap.wrap(audioKey, small, USER));
    assertThrows(IllegalArgumentException.class, () -> wrap.unwrap(wrapped, small, USER));
  }
}
