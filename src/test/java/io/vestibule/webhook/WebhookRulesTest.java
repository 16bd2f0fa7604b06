package io.vestibule.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs and filters of endpoints. */
class WebhookRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "//hooks.example.org/",
        "https:hooks.example.org",
        "https:///path",
        "https://user:secret@hooks.example.org/",
        "https://hooks.example.org/#fragment",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:65536/",
        "https://hooks.example.org:99999999999/",
        "https://hooks example.org/",
        "https://hooks.example.org/\\n",
        "https://hö.example.org/",
        "https://under_score.example.org/",
        "hooks.example.org",
        ""
      })
  void refusedUrl(String url) {
    ApiException refusal = assertThrows(ApiException.class, () -> WebhookAddress.parse(url, false));
    assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
  }

  @Test
  void longUrl() {
    assertThrows(
        ApiException.class,
        () -> WebhookAddress.parse("https://a.test/" + "x".repeat(1000), false));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.test, true, a.test, 443, /",
    "HTTPS://A.test:8443/x?y=1, true, A.test, 8443, /x?y=1",
    "https://[2001:4860::1]/, true, 2001:4860::1, 443, /",
    "http://a.test/, false, a.test, 80, /"
  })
  void acceptedUrl(String url, boolean secure, String host, int port, String path) {
    assertEquals(new WebhookAddress(secure, host, port, path), WebhookAddress.parse(url, true));
  }

  @ParameterizedTest
  @CsvSource({
    "*, user.created, true",
    "user.*, user.created, true",
    "user.*, users.created, false",
    "user.*, security.user.created, false",
    "user.created, user.created, true",
    "user.created, user.updated, false",
    "security.*, security.login, true",
    "security.login, security.logout, false"
  })
  void filter(String pattern, String type, boolean matches) {
    assertEquals(matches, EventFilter.parse(List.of(pattern)).matches(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user",
        "user.",
        "user.*.x",
        "*.*",
        "User.created",
        "user.created ",
        "foo.*",
        "user.unknown",
        "webhook.test",
        "security.",
        "security.Login"
      })
  void refusedPattern(String pattern) {
    assertThrows(ApiException.class, () -> EventFilter.parse(List.of(pattern)));
  }

  @Test
  void patternsAreBoundedAndDistinct() {
    assertThrows(ApiException.class, () -> EventFilter.parse(List.of()));
    assertThrows(
        ApiException.class, () -> EventFilter.parse(Collections.nCopies(51, "user.created")));
    EventFilter twice = EventFilter.parse(List.of("user.*", "user.*"));
    assertEquals(List.of("user.*"), twice.patterns());
    assertTrue(twice.matches("user.deleted"));
    assertFalse(twice.matches("key.rotated"));
  }
}
