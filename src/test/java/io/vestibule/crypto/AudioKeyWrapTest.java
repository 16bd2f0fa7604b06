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
  private final byte[] wrapped = wrap.wrap(audioKey, kek, USER, "k1");

  @Test
  void unwrapsWhatItWrapped() {
    assertEquals(60, wrapped.length);
    assertTrue(wrap.unwrap(wrapped, kek, USER, "k1").orElseThrow().matches(audioKey));
  }

  @Test
  void namesUserAndPurpose() {
    assertEquals("vestibule/audio-key/v1/" + USER, AudioKeyWrap.aad(USER, "k1"));
    assertTrue(new Sealer(kek, random).open(wrapped, AudioKeyWrap.aad(USER, "k1")).isPresent());
  }

  @Test
  void namesTheKeyUnlessItIsTheFirst() {
    assertEquals("vestibule/audio-key/v2/k2/" + USER, AudioKeyWrap.aad(USER, "k2"));
    assertTrue(wrap.unwrap(wrapped, kek, USER, "k2").isEmpty());
    byte[] second = wrap.wrap(audioKey, kek, USER, "k2");
    assertTrue(wrap.unwrap(second, kek, USER, "k2").orElseThrow().matches(audioKey));
    assertTrue(wrap.unwrap(second, kek, USER, "k1").isEmpty());
  }

  @Test
  void refusesAnotherUserOrKey() {
    assertTrue(wrap.unwrap(wrapped, kek, "someone-else", "k1").isEmpty());
    assertTrue(wrap.unwrap(wrapped, SecretBytes.random(32, random), USER, "k1").isEmpty());
  }

  @Test
  void refusesAnythingThatIsNotAWrappedKey() {
    for (int size = 0; size < 80; size++) {
      byte[] other = size == 60 ? new byte[60] : Arrays.copyOf(wrapped, size);
      assertTrue(wrap.unwrap(other, kek, USER, "k1").isEmpty());
    }
    byte[] tooLong = new Sealer(kek, random).seal(new byte[33], AudioKeyWrap.aad(USER, "k1"));
    assertTrue(wrap.unwrap(tooLong, kek, USER, "k1").isEmpty());
  }

  @Test
  void takes32ByteKeys() {
    SecretBytes small = SecretBytes.of(new byte[31]);
    assertThrows(IllegalArgumentException.class, () -> wrap.wrap(small, kek, USER, "k1"));
    assertThrows(IllegalArgumentException.class, () -> wrap.wrap(audioKey, small, USER, "k1"));
    assertThrows(IllegalArgumentException.class, () -> wrap.unwrap(wrapped, small, USER, "k1"));
  }
}
