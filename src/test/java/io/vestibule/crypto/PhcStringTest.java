package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PhcStringTest {

  private static final String TAG = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  private static final String GOOD = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG;

  @Test
  void readsWhatItWrites() {
    PhcString phc = PhcString.parse(GOOD);
    assertEquals(Argon2.id(new Argon2Cost(65_536, 2, 1)), phc.function());
    assertArrayEquals("somesalt".getBytes(UTF_8), phc.salt());
    assertEquals(32, phc.tag().length);
    assertEquals(GOOD, phc.encode());
  }

  @Test
  void readsArgon2iOfVersion16WhichHadNoVersion() {
    PhcString phc = PhcString.parse("$argon2i$m=64,t=2,p=1$c29tZXNhbHQ$" + TAG);
    assertEquals(new Argon2(Argon2.Type.ARGON2I, 16, new Argon2Cost(64, 2, 1)), phc.function());
  }

  @Test
  void printsNoHash() {
    assertFalse(PhcString.parse(GOOD).toString().contains(TAG));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "$",
        "secret",
        "$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=18$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=019$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=065536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=+65536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=-65536,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=\u0661\u0661\u0661,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$t=2,m=65536,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,p=1,t=2$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=2$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1,data=AAAA$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ=$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG + "=",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG + "\n",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + TAG + "$",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhb$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$c29tZX-_",
        "$argon2id$v=19$m=65536,t=2,p=1$$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=262145,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=4294967296,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=99999999999999999999,t=2,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=65,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=262144,t=64,p=1$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=0$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=65536,t=2,p=65$c29tZXNhbHQ$" + TAG,
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$" + TAG
      })
  void refusesAnythingElse(String stored) {
    assertThrows(UnsupportedHashException.class, () -> PhcString.parse(stored));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 64})
  void boundsTheSalt(int size) {
    assertEquals(size, PhcString.parse(withSizes(size, 32)).salt().length);
    assertThrows(UnsupportedHashException.class, () -> PhcString.parse(withSizes(7, 32)));
    assertThrows(UnsupportedHashException.class, () -> PhcString.parse(withSizes(65, 32)));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 32, 64})
  void boundsTheTag(int size) {
    assertEquals(size, PhcString.parse(withSizes(16, size)).tag().length);
    assertThrows(UnsupportedHashException.class, () -> PhcString.parse(withSizes(16, 11)));
    assertThrows(UnsupportedHashException.class, () -> PhcString.parse(withSizes(16, 65)));
  }

  @Test
  void survivesDamageAnywhere() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder damaged = new StringBuilder(GOOD);
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
      }
      damaged.setLength(
          random.nextInt(8) == 0 ? random.nextInt(damaged.length()) : damaged.length());
      try {
        assertEquals(damaged.toString(), PhcString.parse(damaged.toString()).encode());
      } catch (UnsupportedHashException refused) {
        assertFalse(refused.getMessage().contains(TAG.substring(0, 10)));
      }
    }
  }

  private static String withSizes(int salt, int tag) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=64,t=1,p=1$%s$%s"
        .formatted(base64.encodeToString(new byte[salt]), base64.encodeToString(new byte[tag]));
  }
}
