package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {

  @Test
  void compositionDoesNotMatter() {
    assertArrayEquals(Password.of("p\u00e4ss").utf8(), Password.of("pa\u0308ss").utf8());
    assertEquals(4, Password.of("pa\u0308ss").codePoints());
  }

  @Test
  void keepsCompatibilityCharactersDistinct() {
    assertArrayEquals("\ufb01\u00b2".getBytes(UTF_8), Password.of("\ufb01\u00b2").utf8());
  }

  @Test
  void countsCodePointsNotUnits() {
    assertEquals(3, Password.of("\ud83d\ude00".repeat(3)).codePoints());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "\udc00\ud800"})
  void mapsLoneSurrogatesAsBrowsersDo(String lone) {
    String replaced = "\ufffd".repeat(lone.length());
    assertArrayEquals(("a" + replaced + "b").getBytes(UTF_8), Password.of("a" + lone + "b").utf8());
  }

  @Test
  void mapsALoneSurrogateAtTheEnd() {
    assertArrayEquals("a\ufffd".getBytes(UTF_8), Password.of("a\ud83d").utf8());
  }

  @Test
  void returnsACopy() {
    Password password = Password.of("correct horse");
    password.utf8()[0] = 0;
    assertArrayEquals("correct horse".getBytes(UTF_8), password.utf8());
  }

  @Test
  void isRedacted() {
    assertEquals("Password[redacted]", Password.of("correct horse").toString());
    assertNotEquals(Password.of("same"), Password.of("same"));
  }

  @Test
  void longRunOfCombiningMarksIsCheap() {
    String marks = "a" + "\u0301\u0323".repeat(500_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertEquals(1_000_001, Password.of(marks).codePoints()));
  }

  @Test
  void normalisesEveryPasswordThatMayBeChosen() {
    // U+1F82 decomposes to four units, the most in the basic plane that compose again.
    Password longest = Password.of("\u03b1\u0313\u0300\u0345".repeat(PasswordPolicy.MAX_LENGTH));
    assertEquals(PasswordPolicy.MAX_LENGTH, longest.codePoints());
  }
}
