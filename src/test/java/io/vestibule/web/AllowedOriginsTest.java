package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for configured origins. */
class AllowedOriginsTest {
  @ParameterizedTest
  @ValueSource(strings = {"*", "/.*/", "/.+/", "/https:.*/"})
  void patternsWithCredentialsAreRefusedAtStart(String origin) {
    String sentence =
        assertThrows(
                IllegalStateException.class,
                () -> origins(true, List.of("https://app.example", origin), true).check(null))
            .getMessage();

    assertTrue(sentence.startsWith("quarkus.http.cors.origins must list exact origins"), sentence);
  }

  @Test
  void patternsWithoutCredentialsAreAllowed() {
    assertDoesNotThrow(() -> origins(true, List.of("*"), false).check(null));
  }

  @Test
  void exactOriginsWithCredentialsAreAllowed() {
    assertDoesNotThrow(() -> origins(true, List.of("https://app.example"), true).check(null));
  }

  @ParameterizedTest(name = "{0}, cors {1}: {2}")
  @CsvSource({
    "https://app.example,      true,  true",
    "https://app.example,      false, false",
    "http://app.example,       true,  false",
    "https://app.example:8443, true,  false",
    "https://app.example.evil, true,  false",
    "null,                     true,  false",
  })
  void onlyListedOriginsAreConfigured(String origin, boolean cors, boolean expected) {
    assertEquals(
        expected, origins(cors, List.of("https://app.example"), true).isConfigured(origin));
  }

  @ParameterizedTest(name = "{0}, credentials {1}: {2}")
  @CsvSource({
    "https://app.example,   true,  true",
    "https://app.example,   false, false",
    "https://other.example, true,  false",
    "http://localhost:3000, true,  false",
  })
  void aNamedOriginMayUseCookiesWhereCredentialsAreAllowed(
      String origin, boolean credentials, boolean expected) {
    assertEquals(
        expected,
        origins(true, List.of("https://app.example"), credentials)
            .isAllowedWithCredentials(origin));
  }

  @ParameterizedTest(name = "in dev mode {0}: {1}")
  @CsvSource({
    "http://localhost,               true",
    "http://localhost:3000,          true",
    "http://localhost:65535,         true",
    "https://localhost:3000,         false",
    "http://localhost:3000.evil.example, false",
    "http://localhost.evil.example,  false",
    "http://127.0.0.1:3000,          false",
    "null,                           false",
  })
  void inDevModeEveryPortOfLocalhostMayUseCookies(String origin, boolean expected) {
    AllowedOrigins origins =
        new AllowedOrigins(
            true, Optional.of(List.of("/http://localhost(:[0-9]+)?/")), Optional.of(true), true);
    assertDoesNotThrow(() -> origins.check(null));

    assertEquals(expected, origins.isAllowedWithCredentials(origin));
  }

  private static AllowedOrigins origins(boolean cors, List<String> origins, boolean credentials) {
    return new AllowedOrigins(cors, Optional.of(origins), Optional.of(credentials));
  }
}
