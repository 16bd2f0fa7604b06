package io.vestibule.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lifetimes and inactivity timeouts by transport. */
class TokenLifetimeTest {
  private static final Instant LOGIN = Instant.parse("2030-01-01T00:00:00Z");

  @ParameterizedTest(name = "{0}, refreshed after {1} days, expires after {2} days")
  @CsvSource({
    "COOKIE, 0,  1",
    "COOKIE, 10, 11",
    "COOKIE, 29, 30",
    "COOKIE, 30, 30",
    "BEARER, 0,  30",
    "BEARER, 10, 30",
    "BEARER, 29, 30",
  })
  void byDefaultNoSessionIsOlderThanThirtyDays(TokenTransport transport, int days, int expected) {
    assertExpires(TokenFixtures.tokens(), transport, days, expected);
  }

  @ParameterizedTest(name = "{0}, refreshed after {1} days, expires after {2} days")
  @CsvSource({"COOKIE, 1, 2", "COOKIE, 6, 7", "BEARER, 1, 31", "BEARER, 70, 90"})
  void eachTransportHasItsOwnAbsoluteLifetime(TokenTransport transport, int days, int expected) {
    TokensConfig config =
        TokenFixtures.tokens(
            Map.of("cookie-longest-session", "7D", "bearer-longest-session", "90D"));

    assertExpires(config, transport, days, expected);
  }

  @ParameterizedTest(name = "{0}, unused for {1} minutes: active {2}")
  @CsvSource({
    "COOKIE, 14,  true",
    "COOKIE, 15,  false",
    "BEARER, 15,  true",
    "BEARER, 600, true",
  })
  void eachTransportHasItsOwnInactivityTimeout(
      TokenTransport transport, int minutes, boolean expected) {
    TokensConfig config = TokenFixtures.tokens(Map.of("cookie-inactivity-timeout", "15M"));
    Session session =
        new Session(
            "session",
            "user",
            transport,
            1,
            LOGIN,
            LOGIN,
            LOGIN,
            LOGIN.plus(Duration.ofDays(1)),
            Session.authenticationByDefault(LOGIN),
            null);

    assertEquals(expected, session.isActive(LOGIN.plus(Duration.ofMinutes(minutes)), config));
  }

  private static void assertExpires(
      TokensConfig config, TokenTransport transport, int days, int expected) {
    assertEquals(
        LOGIN.plus(Duration.ofDays(expected)),
        config.expiry(transport, LOGIN, LOGIN.plus(Duration.ofDays(days))));
  }
}
