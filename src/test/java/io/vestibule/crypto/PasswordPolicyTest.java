package io.vestibule.crypto;

import static io.vestibule.crypto.PasswordPolicy.Verdict.ACCEPTED;
import static io.vestibule.crypto.PasswordPolicy.Verdict.TOO_LONG;
import static io.vestibule.crypto.PasswordPolicy.Verdict.TOO_SHORT;
import static io.vestibule.crypto.PasswordPolicy.Verdict.TOO_WEAK;
import static io.vestibule.crypto.PasswordPolicy.Verdict.WELL_KNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vestibule.crypto.PasswordPolicy.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PasswordPolicyTest {
  private static final PasswordPolicy POLICY = new PasswordPolicy(8);
  private static final List<String> CONTEXT =
      List.of("vestibule", "ada@people.example", "ada.lovelace", "lovelace", "people");

  static Stream<Arguments> passwords() {
    return Stream.of(
        arguments("", TOO_SHORT),
        arguments("7 chars", TOO_SHORT),
        arguments("pass", TOO_SHORT),
        arguments("\ud83d\ude00".repeat(7), TOO_SHORT),
        arguments("a\u0308".repeat(7), TOO_SHORT),
        arguments("8 chars!", ACCEPTED),
        arguments(differentEmoji(8), ACCEPTED),
        arguments("SecurePassword123!", ACCEPTED),
        arguments("correct horse battery staple", ACCEPTED),
        arguments("gr\u00fc\u00dfe aus wien", ACCEPTED),
        arguments("password and more of it", ACCEPTED),
        arguments("@1$<!|%+0(", ACCEPTED),
        arguments("x".repeat(129), TOO_LONG),
        arguments("x".repeat(100_000), TOO_LONG),
        arguments("password", WELL_KNOWN),
        arguments("PassWord", WELL_KNOWN),
        arguments("12345678", WELL_KNOWN),
        arguments("password1", WELL_KNOWN),
        arguments(" password", TOO_WEAK),
        arguments("Password123!", TOO_WEAK),
        arguments("Summer2026!", TOO_WEAK),
        arguments("Vestibule2026!", TOO_WEAK),
        arguments("vestibule", TOO_WEAK),
        arguments("ada@people.example", TOO_WEAK),
        arguments("ADA@people.example1", TOO_WEAK),
        arguments("Lovelace1815", TOO_WEAK),
        arguments("aaaaaaaa", TOO_WEAK),
        arguments("        ", TOO_WEAK),
        arguments("\ud83d\ude00".repeat(8), TOO_WEAK),
        arguments("x".repeat(128), TOO_WEAK),
        arguments("a\u0308".repeat(128), TOO_WEAK),
        arguments("abcdefgh1", TOO_WEAK));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void checksNewPasswords(String typed, Verdict expected) {
    assertEquals(expected, POLICY.check(Password.of(typed), CONTEXT));
  }

  @Test
  void theMinimumLengthIsConfigured() {
    PasswordPolicy policy = new PasswordPolicy(15);

    assertEquals(TOO_SHORT, policy.check(Password.of("8 chars!"), List.of()));
    assertEquals(ACCEPTED, policy.check(Password.of("8 chars! 8 chars?"), List.of()));
  }

  /** zxcvbn alone takes half a minute for some of these. */
  @Test
  void theEstimateOfHostileTextIsQuick() {
    Random random = new Random(1);
    String leet = "@8({[<3691!|l17 0$5+7%2z";
    List<String> hostile =
        List.of(
            "a".repeat(128),
            "1234567890".repeat(12),
            "1/1/91".repeat(21),
            "p@ssw0rd!".repeat(14),
            leet.repeat(5),
            "@0123456789$(".repeat(9),
            random
                .ints(128, 0, leet.length())
                .mapToObj(at -> leet.substring(at, at + 1))
                .collect(Collectors.joining()));
    hostile.forEach(text -> POLICY.check(Password.of(text), CONTEXT));

    for (String text : hostile) {
      long start = System.nanoTime();
      POLICY.check(Password.of(text), CONTEXT);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.toSeconds() < 20, () -> text.substring(0, 20) + ": " + taken);
    }
  }

  private static String differentEmoji(int count) {
    return new Random(2)
        .ints(0x1F900, 0x1F9FF)
        .distinct()
        .limit(count)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
