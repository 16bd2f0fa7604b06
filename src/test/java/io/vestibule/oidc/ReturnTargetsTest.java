package io.vestibule.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vestibule.oidc.ReturnTarget.Kind;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sign-in leads to this service or to a configured address, and nowhere else. */
class ReturnTargetsTest {
  private static final ReturnTargets TARGETS =
      targets(
          "https://app.example.org",
          "https://www.example.org:8443",
          "http://localhost:5173",
          "https://example.org/app/signed-in",
          "org.example.app:/signed-in");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie:a=b",
        " //evil.example",
        "/./\\evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/a/../../evil.example",
        "/a//evil.example",
        "https://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http://app.example.org",
        "HTTPS://app.example.org",
        "https://app.example.org.evil.example",
        "https://app.example.org@evil.example",
        "https://app.example.org:443@evil.example",
        "https://app.example.org:8443/",
        "https://app.example.org\\@evil.example",
        "https://app.example.org%2eevil.example",
        "https://app.example.org\u3002evil.example",
        "https://app.example.orgevil.example",
        "https://user@app.example.org",
        "https://sub.app.example.org",
        "https://example.org/app/signed-in/more",
        "https://example.org/app/signed-in?next=https://evil.example",
        "https://example.org/",
        "org.example.app:/signed-in/../other",
        "org.example.app://evil.example",
        "org.example.app:/other",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "%2f%2fevil.example",
        "/\uff0fevil.example",
        "evil.example",
        "?next=//evil.example",
        "#/login"
      })
  void otherAddressesAreRefused(String address) {
    ApiException refused = assertThrows(ApiException.class, () -> TARGETS.parse(address));

    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals(Optional.of("return_to"), refused.field());
  }

  @Test
  void anOverlongAddressIsRefused() {
    assertThrows(ApiException.class, () -> TARGETS.parse("/" + "a".repeat(1_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "/,CONSOLE",
    "/#/profile,CONSOLE",
    "/?a=b#/profile,CONSOLE",
    "/app/page?next=//x,OWN",
    "https://app.example.org,CONFIGURED",
    "https://app.example.org/,CONFIGURED",
    "https://app.example.org/any/page?a=b#c,CONFIGURED",
    "https://app.example.org?a=b,CONFIGURED",
    "https://www.example.org:8443/a,CONFIGURED",
    "http://localhost:5173/,CONFIGURED",
    "https://example.org/app/signed-in,CONFIGURED",
    "org.example.app:/signed-in,CONFIGURED"
  })
  void ownPathsAndConfiguredAddressesAreAllowed(String address, Kind kind) {
    assertEquals(new ReturnTarget(address, kind), TARGETS.parse(address));
  }

  @Test
  void theConsoleIsTheDefault() {
    assertEquals(ReturnTarget.CONSOLE, TARGETS.parse(null));
    assertEquals(ReturnTarget.CONSOLE, TARGETS.parse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example.org",
        "app.example.org",
        "http://app.example.org",
        "https://user@app.example.org",
        "https://app.example.org/#page",
        "javascript:alert(1)",
        "/path",
        "https://"
      })
  void misleadingSettingsAreRefusedAtTheStart(String entry) {
    assertThrows(IllegalStateException.class, () -> targets(entry));
  }

  @ParameterizedTest
  @CsvSource({
    "/#/profile,/#/login?error=login-cancelled",
    "/app?a=b#c,/app?a=b&error=login-cancelled#c",
    "https://app.example.org,https://app.example.org?error=login-cancelled",
    "org.example.app:/signed-in,org.example.app:/signed-in?error=login-cancelled"
  })
  void anErrorIsAParameterOfTheDestination(String address, String expected) {
    assertEquals(expected, TARGETS.parse(address).withError("login-cancelled", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/#/profile /#/mfa/token~totp,passkey",
        "/app /#/mfa/token~totp,passkey",
        "https://app.example.org/a#b"
            + " https://app.example.org/a#error=mfa-required&mfa_token=token&methods=totp%2Cpasskey"
      })
  void theSecondFactorIsAskedForInAFragment(String address, String expected) {
    assertEquals(
        expected, TARGETS.parse(address).withSecondFactor("token", List.of("totp", "passkey")));
  }

  private static ReturnTargets targets(String... entries) {
    return new ReturnTargets(
        new RedirectConfig() {
          @Override
          public Optional<List<String>> returnTo() {
            return Optional.of(List.of(entries));
          }

          @Override
          public Duration stateLifetime() {
            return Duration.ofMinutes(10);
          }

          @Override
          public Duration codeLifetime() {
            return Duration.ofSeconds(60);
          }
        });
  }
}
