package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HkdfTest {

  private static final HexFormat HEX = HexFormat.of();

  /** RFC 5869, appendix A.1 to A.3: PRK, info, OKM. */
  @ParameterizedTest
  @CsvSource({
    "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5,f0f1f2f3f4f5f6f7f8f9,"
        + "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244,"
        + "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
        + "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff,"
        + "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04,'',"
        + "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
  })
  void expandsAsTheRfcShows(String key, String info, String output) {
    byte[] expected = HEX.parseHex(output);
    SecretBytes actual =
        Hkdf.SHA_256.expand(SecretBytes.of(HEX.parseHex(key)), HEX.parseHex(info), expected.length);
    assertArrayEquals(expected, actual.reveal());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 76, 255 * 64})
  void expandsWithSha512AsBouncyCastleDoes(int size) {
    byte[] key = new byte[32];
    byte[] info = new byte[77];
    new SecureRandom().nextBytes(key);
    new SecureRandom().nextBytes(info);
    HKDFBytesGenerator other = new HKDFBytesGenerator(new SHA512Digest());
    other.init(HKDFParameters.skipExtractParameters(key, info));
    byte[] expected = new byte[size];
    other.generateBytes(expected, 0, size);
    assertArrayEquals(expected, Hkdf.SHA_512.expand(SecretBytes.of(key), info, size).reveal());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 255 * 32 + 1})
  void refusesImpossibleSizes(int size) {
    SecretBytes key = SecretBytes.of(new byte[32]);
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Hkdf.SHA_256.expand(key, new byte[0], size));
    assertEquals("size must be from 1 to 8160 bytes, was " + size, refusal.getMessage());
  }

  @Test
  void derivesAKeyPerPurpose() {
    SecretBytes key = SecretBytes.of(new byte[32]);
    SecretBytes cursor = Hkdf.SHA_256.subkey(key, "vestibule/cursor/v1");
    assertEquals(32, cursor.size());
    assertTrue(cursor.matches(Hkdf.SHA_256.expand(key, "vestibule/cursor/v1".getBytes(UTF_8), 32)));
    assertFalse(cursor.matches(Hkdf.SHA_256.subkey(key, "vestibule/api-token/v1")));
  }
}
