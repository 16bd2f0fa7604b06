package io.vestibule.crypto;

import static io.vestibule.crypto.PasswordPolicy.Verdict.ACCEPTED;
import static io.vestibule.crypto.PasswordPolicy.Verdict.TOO_LONG;
import static io.vestibule.crypto.PasswordPolicy.Verdict.TOO_SHORT;
import static io.vestibule.crypto.PasswordPolicy.Verdict.WELL_KNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vestibule.crypto.PasswordPolicy.Verdict;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PasswordPolicyTest {

  private static final PasswordPolicy POLICY = PasswordPolicy.withDictionary();

  static Stream<Arguments> passwords() {
    return Stream.of(
        arguments("", TOO_SHORT),
        arguments("7 chars", TOO_SHORT),
        arguments("pass", TOO_SHORT),
        arguments("\ud83d\ude00".repeat(7), TOO_SHORT),
        arguments("a\u0308".repeat(7), TOO_SHORT),
        arguments("8 chars!", ACCEPTED),
        arguments("\ud83d\ude00".repeat(8), ACCEPTED),
        arguments("a\u0308".repeat(128), ACCEPTED),
        arguments("x".repeat(128), ACCEPTED),
        arguments("x".repeat(129), TOO_LONG),
        arguments("x".repeat(100_000), TOO_LONG),
        arguments("password", WELL_KNOWN),
        arguments("PassWord", WELL_KNOWN),
        arguments("12345678", WELL_KNOWN),
        arguments("password1", WELL_KNOWN),
        arguments("password and more of it", ACCEPTED),
        arguments(" password", ACCEPTED));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void judges(String typed, Verdict expected) {
    assertEquals(expected, POLICY.check(Password.of(typed)));
  }

  @Test
  void asksTheDictionaryInLowerCase() {
    PasswordPolicy policy = new PasswordPolicy(Set.of("gr\u00fc\u00dfe aus wien")::contains);
    assertEquals(WELL_KNOWN, policy.check(Password.of("GR\u00dc\u00dfE aus Wien")));
    assertEquals(ACCEPTED, policy.check(Password.of("password")));
  }
}
