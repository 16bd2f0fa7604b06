package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final byte[] TOKEN = "vst_0123456789".getBytes(UTF_8);

  private final Sealer sealer = new Sealer(SecretBytes.random(32, RANDOM), RANDOM);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 5000})
  void opensItsOwnValues(int size) {
    byte[] plain = new byte[size];
    RANDOM.nextBytes(plain);
    byte[] sealed = sealer.seal(plain, "test");
    assertEquals(size + Sealer.OVERHEAD, sealed.length);
    assertArrayEquals(plain, sealer.open(sealed, "test").orElseThrow());
  }

  /** The GCM specification's test case 14: key, nonce and block of zeroes. */
  @Test
  void isAesGcm() {
    Sealer zeroes = new Sealer(SecretBytes.of(new byte[32]), new Zeroes());
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "000000000000000000000000cea7403d4d606b6e074ec5d3baf39d18"
                    + "d0d1c8a799996bf0265b98b5d48ab919"),
        zeroes.seal(new byte[16], ""));
  }

  @Test
  void sealsWithDistinctNonces() {
    assertFalse(Arrays.equals(sealer.seal(TOKEN, "test"), sealer.seal(TOKEN, "test")));
  }

  @Test
  void sealsUnderADerivedKeyAndOpensWhatTheMasterKeySealed() {
    SecretBytes master = SecretBytes.random(32, RANDOM);
    Sealer raw = new Sealer(master, RANDOM);
    Sealer derived = Sealer.ofMasterKeys(List.of(master), RANDOM);
    byte[] old = raw.seal(TOKEN, "test");
    byte[] sealed = derived.seal(TOKEN, "test");

    assertArrayEquals(TOKEN, derived.open(old, "test").orElseThrow());
    assertTrue(derived.isOutdated(old, "test"));
    assertArrayEquals(TOKEN, derived.open(sealed, "test").orElseThrow());
    assertFalse(derived.isOutdated(sealed, "test"));
    assertTrue(raw.open(sealed, "test").isEmpty(), "the master key itself seals nothing");
    SecretBytes subkey = Hkdf.SHA_256.subkey(master, "vestibule/sealing/v2");
    assertArrayEquals(TOKEN, new Sealer(subkey, RANDOM).open(sealed, "test").orElseThrow());
  }

  @Test
  void previousMasterKeyOpensInBothForms() {
    SecretBytes previous = SecretBytes.random(32, RANDOM);
    SecretBytes current = SecretBytes.random(32, RANDOM);
    Sealer rotated = Sealer.ofMasterKeys(List.of(current, previous), RANDOM);
    for (Sealer before :
        List.of(new Sealer(previous, RANDOM), Sealer.ofMasterKeys(List.of(previous), RANDOM))) {
      byte[] old = before.seal(TOKEN, "test");
      assertArrayEquals(TOKEN, rotated.open(old, "test").orElseThrow());
      assertTrue(rotated.isOutdated(old, "test"));
    }
  }

  @Test
  void previousKeyOpensButDoesNotSeal() {
    SecretBytes former = SecretBytes.random(32, RANDOM);
    SecretBytes present = SecretBytes.random(32, RANDOM);
    byte[] old = new Sealer(former, RANDOM).seal(TOKEN, "test");
    Sealer both = new Sealer(List.of(present, former), RANDOM);
    byte[] fresh = both.seal(TOKEN, "test");

    assertArrayEquals(TOKEN, both.open(old, "test").orElseThrow());
    assertArrayEquals(TOKEN, both.open(fresh, "test").orElseThrow());
    assertTrue(both.open(old, "other").isEmpty());
    assertTrue(both.isOutdated(old, "test"));
    assertFalse(both.isOutdated(fresh, "test"));
    assertTrue(new Sealer(former, RANDOM).open(fresh, "test").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> new Sealer(List.of(), RANDOM));
  }

  @Test
  void opensForItsPurposeAndKeyOnly() {
    byte[] sealed = sealer.seal(TOKEN, "api-token");
    assertTrue(sealer.open(sealed, "cursor").isEmpty());
    assertTrue(sealer.open(sealed, "").isEmpty());
    assertTrue(
        new Sealer(SecretBytes.random(32, RANDOM), RANDOM).open(sealed, "api-token").isEmpty());
  }

  @Test
  void detectsEveryFlippedBit() {
    byte[] sealed = sealer.seal(TOKEN, "test");
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] altered = sealed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertTrue(sealer.open(altered, "test").isEmpty());
    }
  }

  @Test
  void detectsEveryOtherLength() {
    byte[] sealed = sealer.seal(TOKEN, "test");
    for (int size = 0; size < sealed.length; size++) {
      assertTrue(sealer.open(Arrays.copyOf(sealed, size), "test").isEmpty());
    }
    assertTrue(sealer.open(Arrays.copyOf(sealed, sealed.length + 1), "test").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void takesA32ByteKey(int size) {
    SecretBytes key = SecretBytes.of(new byte[size]);
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Sealer(key, RANDOM));
    assertEquals("key must be 32 bytes, was " + size, refusal.getMessage());
  }

  private static final class Zeroes extends SecureRandom {

    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
