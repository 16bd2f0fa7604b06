package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which spellings of a path are canonical. */
class RequestPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/health",
        "/api/health/",
        "/.well-known/jwks.json",
        "/api/audio-file/3f2b-a_b~c.3gp",
        "/a:b@c!$&'()*+,=d",
        "/a%20b",
        "/%C3%A9",
        "/%c3%a9",
        "/%3f%23"
      })
  void canonical(String path) {
    assertTrue(RequestPath.isCanonical(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "api",
        "//",
        "//api",
        "/api//health",
        "/api//",
        "/.",
        "/..",
        "/./api",
        "/api/../q",
        "/api/..",
        "/api;x",
        "/api/health;a=b",
        "/a\\b",
        "/a b",
        "/a#b",
        "/a?b",
        "/a|b",
        "/\u00e9",
        "/%",
        "/%2",
        "/%zz",
        "/%\uff10\uff10",
        "/%u0041",
        "/%2e",
        "/%2E%2e/x",
        "/a%2fb",
        "/a%5Cb",
        "/a%3bb",
        "/a%25b",
        "/%61pi",
        "/%7E",
        "/%00",
        "/%0a",
        "/%7f",
        "/%c2%85",
        "/%ff",
        "/%c0%af",
        "/%c3",
        "/%ed%a0%80"
      })
  void notCanonical(String path) {
    assertFalse(RequestPath.isCanonical(path));
  }

  /** Of all bytes, percent-encoding is accepted only where the plain character is not. */
  @Test
  void everyAsciiCharacterHasOneSpelling() {
    for (char character = 0x20; character < 0x7f; character++) {
      boolean plain = RequestPath.isCanonical("/a" + character + "b");
      boolean encoded = RequestPath.isCanonical("/a%%%02xb".formatted((int) character));
      boolean subDelimiter = "!$&'()*+,=:@".indexOf(character) >= 0;
      assertTrue(!(plain && encoded) || subDelimiter, "two spellings of " + character);
    }
  }
}
