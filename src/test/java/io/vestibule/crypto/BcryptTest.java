package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Random;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BcryptTest {

  private static final String U_STAR_U =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private final PasswordHashes hashes =
      new PasswordHashes(new Argon2Cost(64, 1, 1), new SecureRandom());

  /**
   * From crypt_blowfish's test suite; then made by bcryptjs 3 and by Python's bcrypt 5.0.0; the
   * last by libxcrypt.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "U*U|$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U*|$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
        "U*U*U|$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
        "''|$2b$04$4GFrSwF.n9BuQwJyjyycVePgx75YZ8EGz/xHdA1zFf5hBCCn3i70G",
        "password|$2b$04$7k49ykCkFw8w3m/C8.aubefzTfv66sanYRVvcnyAlPlWx6PLIEgTu",
        "password|$2b$10$kWrMZDf212ZC4pfAcZRCfOuCDcEGFHh/ozTFKS2j0OM2S8hMwxa0m",
        "correct horse battery staple|$2b$04$rWrFWKCq20gC8yPkS9UviehrY/7qy6kJIDM2mArl7G4F7PS2MKCr2",
        "p\u00e4ssword \ufb01\u00b2|$2b$04$rtHS2oAanioum7/60fcmZulcr8zVvXVOU6H3KWb1q.CRNpYBe8Ye6",
        "\ud83d\ude00\ud83d\ude00\ud83d\ude00|$2b$04$TOdr9tQ3L7JkVq/MmPng..ZYHo6H6oFyD3v9BxcfCsB89D.CBfVqu",
        "p\u00e4ssword \ufb01\u00b2|$2a$05$MmOlo5L.8zbdOsVNwQ2BYedxyQ5LSuP0QROEaN6WyiJrWUB3Hg/wq",
        "password|$2b$05$okH8Ys16tu2ja7PQO0Y0cOUKpg2XiwkMx9q09scg.78fbQfyRp.a.",
        "U*U*U|$2y$05$CCCCCCCCCCCCCCCCCCCCC.Bw3BobdGs1SFsKsRLIx9rC4T.Q7DtEm"
      })
  void verifiesHashesOfOtherImplementations(String password, String stored) {
    assertTrue(hashes.verify(Password.of(password), stored));
    assertFalse(hashes.verify(Password.of(password + "!"), stored));
    assertTrue(hashes.needsRehash(stored));
  }

  @Test
  void refusesWhatBcryptWouldTruncate() {
    String stored = "$2b$04$wZHXo6fA8Q7frF9d1FFlaue7VmE1kliGKVttxN2foV2MWutKc.erS";
    assertTrue(hashes.verify(Password.of("a".repeat(72)), stored));
    assertFalse(hashes.verify(Password.of("a".repeat(73)), stored));
    assertFalse(hashes.verify(Password.of("a".repeat(71)), stored));
    assertFalse(hashes.verify(Password.of("a".repeat(70) + "\u00e4\u00e4"), stored));
  }

  @Test
  void agreesWithASecondImplementation() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      String typed =
          random
              .ints(random.nextInt(20), 1, 0x2FFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      Password password = Password.of(typed);
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      String stored = OpenBSDBCrypt.generate("2b", password.utf8(), salt, 4);
      assertTrue(hashes.verify(password, stored));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe=",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n"
      })
  void refusesWhatIsNotOne(String stored) {
    Password password = Password.of("U*U");
    assertThrows(UnsupportedHashException.class, () -> hashes.verify(password, stored));
  }

  @Test
  void toleratesSpareBitsOrRefusesThemButNeverFails() {
    Password password = Password.of("U*U");
    for (int at : new int[] {28, 59}) {
      for (char c :
          "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".toCharArray()) {
        StringBuilder stored = new StringBuilder(U_STAR_U);
        stored.setCharAt(at, c);
        try {
          hashes.verify(password, stored.toString());
        } catch (UnsupportedHashException refused) {
          assertEquals("malformed bcrypt hash", refused.getMessage());
        }
      }
    }
    assertTrue(hashes.verify(Password.of(new String("U*U".getBytes(UTF_8), UTF_8)), U_STAR_U));
  }
}
