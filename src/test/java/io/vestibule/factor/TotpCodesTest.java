package io.vestibule.factor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vestibule.testing.Authenticator;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6238, appendix B, with the last six of its eight digits; RFC 4648, section 10. */
class TotpCodesTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59,94287082",
    "1111111109,07081804",
    "1111111111,14050471",
    "1234567890,89005924",
    "2000000000,69279037",
    "20000000000,65353130"
  })
  void codesOfTheStandard(long time, String digits) {
    long step = TotpCodes.step(Instant.ofEpochSecond(time));

    assertEquals(digits.substring(2), TotpCodes.code(SECRET, step));
  }

  @Test
  void oneStepBeforeAndAfterIsAccepted() {
    Instant now = Instant.ofEpochSecond(1_111_111_109);
    long current = TotpCodes.step(now);

    for (long step = current - 1; step <= current + 1; step++) {
      assertEquals(
          OptionalLong.of(step), TotpCodes.matchingStep(SECRET, TotpCodes.code(SECRET, step), now));
    }
    for (long step : new long[] {current - 2, current + 2}) {
      assertEquals(
          OptionalLong.empty(), TotpCodes.matchingStep(SECRET, TotpCodes.code(SECRET, step), now));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "f,MY",
    "fo,MZXQ",
    "foo,MZXW6",
    "foob,MZXW6YQ",
    "fooba,MZXW6YTB",
    "foobar,MZXW6YTBOI"
  })
  void base32(String plain, String encoded) {
    assertEquals(encoded, Base32.encode(plain.getBytes(US_ASCII)));
    assertArrayEquals(plain.getBytes(US_ASCII), Authenticator.decode(encoded));
  }

  @Test
  void onlySixDigitsAreACode() {
    assertEquals(Optional.of("012345"), TotpSecrets.code(TextNode.valueOf(" 012 345 ")));
    for (String text : new String[] {"", "12345", "1234567", "12345a", "١٢٣٤٥٦", "-12345"}) {
      assertTrue(TotpSecrets.code(TextNode.valueOf(text)).isEmpty(), text);
    }
    assertTrue(TotpSecrets.code(JsonNodeFactory.instance.numberNode(123456)).isEmpty());
  }

  @Test
  void theSetUpNamesServiceAndAccount() {
    TotpSetup setup = TotpSetup.of(SECRET, "Acme & Co", "ada+1@example.com");

    assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", setup.secret());
    assertEquals(
        "otpauth://totp/Acme%20%26%20Co:ada%2B1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            + "&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=30",
        setup.uri());
    assertTrue(setup.qr().startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    assertFalse(
        setup.qr().contains("style") || setup.qr().contains("script"), "content security policy");
    assertFalse(setup.toString().contains("GEZD"));
  }
}
