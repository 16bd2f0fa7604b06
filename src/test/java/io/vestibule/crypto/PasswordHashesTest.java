package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashesTest {

  private static final Argon2Cost CHEAP = new Argon2Cost(64, 1, 1);

  private static final byte[] SALT = "somesaltsomesalt".getBytes(UTF_8);

  private final PasswordHashes hashes = new PasswordHashes(CHEAP, new SecureRandom());

  static Stream<JsonNode> argon2id() {
    return StreamSupport.stream(Vectors.read("argon2id.json").get("argon2id").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("argon2id")
  void computesThePublishedVectors(JsonNode vector) {
    Argon2 function =
        Argon2.id(
            new Argon2Cost(
                vector.get("memoryKiB").asInt(),
                vector.get("iterations").asInt(),
                vector.get("parallelism").asInt()));
    byte[] salt = vector.get("salt").asText().getBytes(UTF_8);
    String stored = vector.get("phc").asText();
    Password password = Password.of(vector.get("password").asText());
    byte[] tag = function.tag(password, salt, 32);
    assertEquals(stored, new PhcString(function, salt, tag).encode());
    assertTrue(hashes.verify(password, stored));
    assertFalse(hashes.verify(Password.of("wrong password"), stored));
  }

  /**
   * The first two are of the reference implementation's test suite, the next ones from argon2-cffi
   * 25.1.0 (password {@code pässword ﬁ²}, salt {@code saltsaltsalt1234}), the last its default
   * form.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password|$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
        "password"
            + "|$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "p\u00e4ssword"
            + " \ufb01\u00b2|$argon2i$v=16$m=512,t=2,p=3$c2FsdHNhbHRzYWx0MTIzNA$bkqDIUs2jp9r2g9O4teX+Zw5cq8tcHoj",
        "p\u00e4ssword"
            + " \ufb01\u00b2|$argon2i$v=19$m=512,t=2,p=3$c2FsdHNhbHRzYWx0MTIzNA$R1qfG7sVYV6bUZkLTILwQNcifMpsVy2d",
        "p\u00e4ssword"
            + " \ufb01\u00b2|$argon2id$v=16$m=512,t=2,p=3$c2FsdHNhbHRzYWx0MTIzNA$p9zI+suC8OR/lSBLhGecUl4E3zvXZfCt",
        "p\u00e4ssword"
            + " \ufb01\u00b2|$argon2id$v=19$m=512,t=2,p=3$c2FsdHNhbHRzYWx0MTIzNA$BvbFiB9hzaOmXZ9fbWNHxCA7VpjwP2F2",
        "correct horse"
            + "|$argon2id$v=19$m=65536,t=3,p=4$Ypbvcu5FVL+nP4L/nuuLvA$+W/K6YEz7HNeA6DkVwjppLOGKNqgXfYjp2WsMn5MbH4"
      })
  void verifiesOtherArgon2(String password, String stored) {
    assertTrue(hashes.verify(Password.of(password), stored));
    assertFalse(hashes.verify(Password.of(password + "!"), stored));
    assertTrue(hashes.needsRehash(stored));
  }

  @Test
  void hashesToAPhcStringWithAFreshSalt() {
    Password password = Password.of("correct horse");
    String stored = hashes.hash(password);
    assertTrue(
        stored.matches(
            "\\$argon2id\\$v=19\\$m=64,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"));
    assertNotEquals(stored, hashes.hash(password));
    assertTrue(hashes.verify(password, stored));
    assertTrue(hashes.verify(Password.of("correct horse"), stored));
    assertFalse(hashes.verify(Password.of("Correct horse"), stored));
    assertFalse(hashes.needsRehash(stored));
  }

  @Test
  void dummyVerificationAlwaysFails() {
    assertFalse(hashes.verifyDummy(Password.of("")));
    assertFalse(hashes.verifyDummy(Password.of("correct horse")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"65,1,1", "64,2,1", "64,1,2"})
  void rehashesOtherCosts(String cost) {
    String[] n = cost.split(",");
    Argon2Cost other =
        new Argon2Cost(Integer.parseInt(n[0]), Integer.parseInt(n[1]), Integer.parseInt(n[2]));
    String stored = new PasswordHashes(other, new SecureRandom()).hash(Password.of("x"));
    assertTrue(hashes.verify(Password.of("x"), stored));
    assertTrue(hashes.needsRehash(stored));
  }

  @Test
  void rehashesOtherSizesAndVersions() {
    assertTrue(hashes.needsRehash(stored(Argon2.id(CHEAP), 15, 32)));
    assertTrue(hashes.needsRehash(stored(Argon2.id(CHEAP), 16, 31)));
    assertTrue(hashes.needsRehash(stored(new Argon2(Argon2.Type.ARGON2ID, 16, CHEAP), 16, 32)));
    assertTrue(hashes.needsRehash(stored(new Argon2(Argon2.Type.ARGON2I, 19, CHEAP), 16, 32)));
    assertFalse(hashes.needsRehash(stored(Argon2.id(CHEAP), 16, 32)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "$2b$10$short", "$1$md5$crypt", "$argon2id$v=19$"})
  void rehashesUnreadableHashes(String stored) {
    assertTrue(hashes.needsRehash(stored));
    assertThrows(UnsupportedHashException.class, () -> hashes.verify(Password.of("plain"), stored));
    assertThrows(UnsupportedHashException.class, () -> hashes.needs(stored));
  }

  @Test
  void reportsTheMemoryOfAHash() {
    assertEquals(
        65_536,
        hashes
            .needs(
                stored(new Argon2(Argon2.Type.ARGON2ID, 19, new Argon2Cost(65_536, 3, 4)), 16, 32))
            .memoryKiB());
    assertEquals(
        8,
        hashes.needs("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW").memoryKiB());
    assertEquals(0, hashes.needs(hashes.hash(Password.of("kept"))).memoryKiB());
  }

  @Test
  void derivesTheKeyThatAClientDerives() {
    byte[] expected = Argon2.id(CHEAP).tag(Password.of("correct horse"), SALT, 32);
    try (SecretBytes key = hashes.deriveKey(Password.of("correct horse"), SALT)) {
      assertArrayEquals(expected, key.reveal());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 65})
  void refusesASaltOfAnotherSize(int size) {
    assertThrows(
        IllegalArgumentException.class,
        () -> hashes.deriveKey(Password.of("correct horse"), new byte[size]));
  }

  private static String stored(Argon2 function, int saltSize, int tagSize) {
    return new PhcString(function, new byte[saltSize], new byte[tagSize]).encode();
  }
}
