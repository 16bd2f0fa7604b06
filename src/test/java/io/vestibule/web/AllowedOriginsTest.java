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

/** Which origins may be configured. */
class AllowedOriginsTest {
  @ParameterizedTest
  @ValueSource(strings = {"*", "/.*/", "/.+/", "/https:.*/"})
  void everybodyWithCredentialsIsRefusedAtStart(String origin) {
    String sentence =
        assertThrows(
                IllegalStateException.class,
                () -> origins(true, List.of("https://app.example", origin), true).check(null))
            .getMessage();

    assertTrue(sentence.startsWith("quarkus.http.cors.origins must name the origins"), sentence);
  }

  @Test
  void everybodyWithoutCredentialsIsTheOperatorsChoice() {
    assertDoesNotThrow(() -> origins(true, List.of("*"), false).check(null));
  }

  @Test
  void namedOriginsMayHaveCredentials() {
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
  void onlyWhatIsNamedIsConfigured(String origin, boolean cors, boolean expected) {
    assertEquals(
        expected, origins(cors, List.of("https://app.example"), true).isConfigured(origin));
  }

  private static AllowedOrigins origins(boolean cors, List<String> origins, boolean credentials) {
    return new AllowedOrigins(cors, Optional.of(origins), Optional.of(credentials));
  }
}
