package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of other systems, with published test vectors. */
class ForeignHashesTest {
  /** The example of the README of github.com/firebase/scrypt. */
  private static final String SIGNER_KEY =
      "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

  private static final String FIREBASE =
      "$firebase-scrypt$ln=14,r=8,s=Bw==$42xEC+ixf3L2lw==$"
          + "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

  /** The example of passlib's documentation, passlib.hash.scrypt. */
  private static final String SCRYPT =
      "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";

  private final PasswordHashes hashes =
      new PasswordHashes(
          new Argon2Cost(64, 1, 1),
          new SecureRandom(),
          Optional.of(SecretBytes.of(Base64.getDecoder().decode(SIGNER_KEY))));

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of("user1password", FIREBASE),
        Arguments.of("password", SCRYPT),
        // Hashcat's example hashes, modes 10000 and 20200.
        Arguments.of(
            "hashcat",
            "pbkdf2_sha256$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas="),
        Arguments.of(
            "hashcat",
            "$pbkdf2-sha512$25000$LyWE0HrP2RsjZCxlDGFMKQ$"
                + "1vC5Ohk2mCS9b6akqsEfgeb4l74SF8XjH.SljXf3dMLHdlY1GK9ojcCKts6/asR4aPqBmk74nCDddU3tvSCJvw"),
        // The same in the PHC string format.
        Arguments.of(
            "hashcat",
            "$pbkdf2-sha512$i=25000,l=64$LyWE0HrP2RsjZCxlDGFMKQ$"
                + "1vC5Ohk2mCS9b6akqsEfgeb4l74SF8XjH+SljXf3dMLHdlY1GK9ojcCKts6/asR4aPqBmk74nCDddU3tvSCJvw"));
  }

  @ParameterizedTest
  @MethodSource
  void published(String password, String stored) {
    assertTrue(hashes.verify(Password.of(password), stored));
    assertFalse(hashes.verify(Password.of(password + " "), stored));
    assertFalse(hashes.verify(Password.of(""), stored));
    assertTrue(hashes.needsRehash(stored));
  }

  /** RFC 7914, section 12. */
  @ParameterizedTest
  @CsvSource({
    "'', '', 4, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    "password, NaCl, 10, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "pleaseletmein, SodiumChloride, 14, 8, 1, 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  })
  void scrypt(String password, String salt, int logN, int r, int p, String expected) {
    assertArrayEquals(
        HexFormat.of().parseHex(expected),
        new ScryptCost(logN, r, p)
            .derive(Password.of(password), salt.getBytes(StandardCharsets.US_ASCII), 64));
  }

  /** RFC 7914, section 11. */
  @ParameterizedTest
  @CsvSource({
    "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
  })
  void pbkdf2(String password, String salt, int iterations, String expected) {
    assertArrayEquals(
        HexFormat.of().parseHex(expected),
        Pbkdf2.derive(
            new SHA256Digest(),
            password.getBytes(StandardCharsets.US_ASCII),
            salt.getBytes(StandardCharsets.US_ASCII),
            iterations,
            64));
  }

  @Test
  void theMemoryOfScryptIsKnownBeforeItIsUsed() {
    assertEquals(64 * 1024, hashes.needs(SCRYPT).memoryKiB());
    assertEquals(16 * 1024, hashes.needs(FIREBASE).memoryKiB());
  }

  @Test
  void firebaseNeedsItsSignerKey() {
    PasswordHashes keyless = new PasswordHashes(new Argon2Cost(64, 1, 1), new SecureRandom());

    assertThrows(UnsupportedHashException.class, () -> keyless.needs(FIREBASE));
  }

  @Test
  void aHashUnderAnotherSignerKeyNeverMatches() {
    PasswordHashes other =
        new PasswordHashes(
            new Argon2Cost(64, 1, 1),
            new SecureRandom(),
            Optional.of(SecretBytes.random(64, new SecureRandom())));

    assertFalse(other.verify(Password.of("user1password"), FIREBASE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Memory: 2^18 × 8 is 256 MiB.
        "$scrypt$ln=18,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=99,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=999999999,r=999999999,p=9$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=16,r=1,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=0,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        // Work: 2^17 × 8 × 5 is more than 2^22.
        "$scrypt$ln=17,r=8,p=5$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=16,r=8,p=1$aM1$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E\n",
        "$scrypt$16$8$1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "pbkdf2_sha256$5000001$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "pbkdf2_sha256$0$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "pbkdf2_sha256$99999999999$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "pbkdf2_sha1$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "pbkdf2_sha256$20000$short$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "pbkdf2_sha256$20000$H0dPx8NeajVu$!!!!",
        "$pbkdf2-sha512$i=25000,l=32$LyWE0HrP2RsjZCxlDGFMKQ$1vC5Ohk2mCS9b6akqsEfgeb4l74SF8XjH+SljXf3dMLHdlY1GK9ojcCKts6/asR4aPqBmk74nCDddU3tvSCJvw",
        "$firebase-scrypt$ln=14,r=8,s=$42xEC+ixf3L2lw==$lSrfV15cpx95",
        "$firebase-scrypt$ln=21,r=8,s=Bw==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
        "$firebase-scrypt$"
      })
  void hostileOrMalformedHashesAreRefusedBeforeTheyCostAnything(String stored) {
    UnsupportedHashException refused =
        assertThrows(UnsupportedHashException.class, () -> hashes.needs(stored));
    assertThrows(
        UnsupportedHashException.class, () -> hashes.verify(Password.of("password"), stored));
    assertFalse(refused.getMessage().contains("nFNh"), refused.getMessage());
    assertTrue(hashes.needsRehash(stored));
  }

  @Test
  void aVeryLongTextIsRefused() {
    assertThrows(
        UnsupportedHashException.class, () -> hashes.needs("$scrypt$" + "A".repeat(1_000_000)));
  }
}
