package io.vestibule.payment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSignatureTest {
  private static final long NOW = 1_700_000_000;
  private static final String BODY = "{\"id\":\"evt_1\"}";
  private static final String SECRET = PaymentEvents.SECRET;
  private static final String OTHER = PaymentEvents.OLD_SECRET;

  private final StripeSignature signature = with(SECRET, OTHER);

  private static StripeSignature with(String... secrets) {
    return new StripeSignature(
        PaymentSettings.Stripe.with(secrets), InstantSource.fixed(Instant.ofEpochSecond(NOW)));
  }

  private static String hmac(long seconds, String secret) {
    return PaymentEvents.hmac(seconds + "." + BODY, secret);
  }

  private static String header(long seconds) {
    return "t=" + seconds + ",v1=" + hmac(seconds, SECRET);
  }

  private void accepted(String header) {
    assertDoesNotThrow(() -> signature.check(header, BODY.getBytes(StandardCharsets.UTF_8)));
  }

  private void refused(String header) {
    assertEquals(ErrorCode.SIGNATURE_INVALID, refusal(signature, header), header);
  }

  private static ErrorCode refusal(StripeSignature signature, String header) {
    return assertThrows(
            ApiException.class,
            () -> signature.check(header, BODY.getBytes(StandardCharsets.UTF_8)))
        .code();
  }

  /** Computed with {@code openssl dgst -sha256 -hmac}. */
  @Test
  void theKeyIsTheWholeSecretAsText() {
    accepted("t=1700000000,v1=0fac76921f94d34d3961254b91bc64e869eb6403de70dd8cc1c96b991decf598");
  }

  @Test
  void anyOfSeveralSignaturesAndSecretsIsEnough() {
    accepted("t=" + NOW + ",v1=" + hmac(NOW, OTHER));
    accepted("t=" + NOW + ",v1=" + "0".repeat(64) + ",v1=" + hmac(NOW, OTHER) + ",v0=abc");
    accepted("v1=" + hmac(NOW, SECRET) + ", t=" + NOW);
  }

  @ParameterizedTest
  @CsvSource({"-300, true", "300, true", "-301, false", "301, false", "-86400, false"})
  void aSignatureIsTimely(long seconds, boolean valid) {
    if (valid) {
      accepted(header(NOW + seconds));
    } else {
      refused(header(NOW + seconds));
    }
  }

  @Test
  void whatIsNotSignedWithASecretIsRefused() {
    refused(null);
    refused("");
    refused("t=" + NOW);
    refused("v1=" + hmac(NOW, SECRET));
    refused("t=" + NOW + ",v1=");
    refused("t=" + NOW + ",v0=" + hmac(NOW, SECRET));
    refused("t=" + NOW + ",v1=" + hmac(NOW - 1, SECRET));
    refused("t=" + NOW + ",v1=" + hmac(NOW, SECRET + "x"));
    refused("t=" + NOW + ",v1=" + hmac(NOW, SECRET).toUpperCase(java.util.Locale.ROOT));
    refused("t=" + NOW + ",v1=" + hmac(NOW, SECRET).substring(1));
    refused("t=" + NOW + ",t=" + NOW + ",v1=" + hmac(NOW, SECRET));
    refused("t=" + (NOW - 999) + ",t=" + NOW + ",v1=" + hmac(NOW - 999, SECRET));
    refused("t=-" + NOW + ",v1=" + hmac(NOW, SECRET));
    refused("t=now,v1=" + hmac(NOW, SECRET));
    refused("t=99999999999999999999,v1=" + hmac(NOW, SECRET));
    refused("t=" + NOW + ",v1=0".repeat(30) + ",v1=" + hmac(NOW, SECRET));
    refused(header(NOW) + ",x=" + "y".repeat(2_000));
  }

  @Test
  void withoutASecretTheRouteDoesNotExist() {
    assertEquals(ErrorCode.NOT_FOUND, refusal(with(), header(NOW)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_short", "sk_live_012345678901234567890123456789", "whsec_ä"})
  void aMalformedSecretPreventsTheStartAndIsNotQuoted(String secret) {
    InvalidSettingException refusal =
        assertThrows(InvalidSettingException.class, () -> with(secret));

    assertFalse(!secret.isEmpty() && refusal.getMessage().contains(secret));
  }
}
