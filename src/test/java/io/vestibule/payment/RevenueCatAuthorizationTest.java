package io.vestibule.payment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import org.junit.jupiter.api.Test;

class RevenueCatAuthorizationTest {
  private static final String ONE = "Bearer " + "a".repeat(32);
  private static final String TWO = "b".repeat(40);

  private static RevenueCatAuthorization with(String... values) {
    return new RevenueCatAuthorization(PaymentSettings.RevenueCat.with(values));
  }

  private static ErrorCode refusal(RevenueCatAuthorization authorization, String header) {
    return assertThrows(ApiException.class, () -> authorization.check(header)).code();
  }

  @Test
  void eachConfiguredValueIsAccepted() {
    assertDoesNotThrow(() -> with(ONE, TWO).check(ONE));
    assertDoesNotThrow(() -> with(ONE, TWO).check(TWO));
  }

  @Test
  void othersAreRefused() {
    assertEquals(ErrorCode.TOKEN_MISSING, refusal(with(ONE), null));
    assertEquals(ErrorCode.TOKEN_INVALID, refusal(with(ONE), ""));
    assertEquals(ErrorCode.TOKEN_INVALID, refusal(with(ONE), TWO));
    assertEquals(ErrorCode.TOKEN_INVALID, refusal(with(ONE), ONE + "a"));
    assertEquals(ErrorCode.TOKEN_INVALID, refusal(with(ONE), ONE.substring("Bearer ".length())));
  }

  @Test
  void withoutAValueTheRouteDoesNotExist() {
    assertEquals(ErrorCode.NOT_FOUND, refusal(with(), ONE));
  }

  @Test
  void aShortValuePreventsTheStart() {
    assertThrows(InvalidSettingException.class, () -> with("a".repeat(31)));
  }
}
