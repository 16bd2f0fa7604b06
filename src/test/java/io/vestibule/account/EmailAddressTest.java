package io.vestibule.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  /** The right column is what a browser's e-mail field submits for the left one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "ada@bücher.example | ada@xn--bcher-kva.example",
        "ADA@BÜCHER.Example | ada@xn--bcher-kva.example",
        "ada@bu\u0308cher.example | ada@xn--bcher-kva.example",
        "ada@xn--bcher-kva.example | ada@xn--bcher-kva.example",
        "ada@XN--BCHER-KVA.example | ada@xn--bcher-kva.example",
        "ada@straße.example | ada@xn--strae-oqa.example",
        "ada@ΒΌΛΟΣ.example | ada@xn--nxasmq6b.example",
        "ada@例え.テスト | ada@xn--r8jz45g.xn--zckzah",
        "ada@例え。テスト | ada@xn--r8jz45g.xn--zckzah",
        "ada@ｅｘａｍｐｌｅ.com | ada@example.com",
        "ada@president.com.президент.рф | ada@president.com.xn--d1abbgf6aiiy.xn--p1ai",
        "Ada.Lovelace+tag@Example.com | ada.lovelace+tag@example.com",
        "Ädä@example.com | ädä@example.com",
        "a\u0308@example.com | ä@example.com",
        "o'hara!#$%&*/=?^_`{}~-@example.com | o'hara!#$%&*/=?^_`{}~-@example.com"
      })
  void addressHasOneForm(String typed, String canonical) {
    assertEquals(canonical, EmailAddress.of(typed.translateEscapes()).value());
    assertEquals(canonical, EmailAddress.of(canonical).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\u00a0", "\u3000", "\u2028", "\u202f", "\n"})
  void surroundingWhiteSpaceIsTrimmed(String space) {
    assertEquals("ada@example.com", EmailAddress.of(space + "ada@example.com" + space).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a",
        "a@",
        "@b.example",
        "a@b",
        "x@y",
        "a@b..c",
        "a..b@c.example",
        ".a@b.example",
        "a.@b.example",
        "a@.b.example",
        "a@b.example.",
        "a@-b.example",
        "a@b-.example",
        "a@b_c.example",
        "<script>@x.com",
        "a b@c.example",
        "a\"b@c.example",
        "\"a b\"@c.example",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@b@c.example",
        "a,b@c.example",
        "a(b)@c.example",
        "a\u00a0@b.example",
        "a\u200b@b.example",
        "a@b\u200b.example",
        "a\u202e@b.example",
        "a\u3164@b.example",
        "a\ufe0f@b.example",
        "a@b\ufe0f.example",
        "a\u0000@b.example",
        "a\u0085@b.example",
        "a\ud800@b.example",
        "a@b\udc00.example",
        "a\ue000@b.example",
        "a\u0378@b.example",
        "a@\u0301b.example",
        "a\u2028@b.example",
        "a@b\u00ad.example"
      })
  void otherFormsAreRefused(String typed) {
    ApiException refused = assertThrows(ApiException.class, () -> EmailAddress.of(typed), typed);
    assertEquals(ErrorCode.INVALID_EMAIL, refused.code());
    assertEquals(ErrorCode.INVALID_EMAIL.sentence(), refused.getMessage());
  }

  @Test
  void lengthsAreThoseOfRfc5321InBytes() {
    String label = "d".repeat(63);
    String domain = label + "." + label + "." + "d".repeat(61);
    assertEquals(254, EmailAddress.of("a".repeat(64) + "@" + domain).value().length());
    refused("a".repeat(64) + "@" + domain + "d");
    refused("a".repeat(65) + "@example.com");
    refused("ä".repeat(33) + "@example.com");
    assertEquals(
        "ä".repeat(32) + "@example.com", EmailAddress.of("ä".repeat(32) + "@example.com").value());
    refused("a@" + label + "d.example");
    refused("a@" + "ü".repeat(60) + ".example");
  }

  @Test
  void formsOfEarlierVersionsAreLookedUp() {
    assertEquals(
        java.util.List.of("ada@bücher.example", "ada@xn--bcher-kva.example"),
        EmailAddress.of("Ada@Bücher.example").lookupForms());
    assertEquals(
        java.util.List.of("ada@xn--bcher-kva.example", "ada@bücher.example"),
        EmailAddress.of("ada@xn--bcher-kva.example").lookupForms());
    assertEquals(
        java.util.List.of("ada@example.com"), EmailAddress.of("ada@example.com").lookupForms());
    assertEquals(
        java.util.List.of("ada@example.com\u00a0", "ada@example.com"),
        EmailAddress.of("ada@example.com\u00a0").lookupForms());
    assertEquals("<script>@x", EmailAddress.ofExisting(" <Script>@x").value());
    assertThrows(ApiException.class, () -> EmailAddress.ofExisting("no address"));
  }

  /** Whatever is typed: refused, or in a form that stays as it is and holds nothing odd. */
  @Test
  void canonicalFormIsStableForAnyText() {
    Random random = new Random(11);
    int accepted = 0;
    for (int round = 0; round < 200_000; round++) {
      String typed = text(random, 1 + random.nextInt(4)) + "@" + domain(random);
      String value;
      try {
        value = EmailAddress.of(typed).value();
      } catch (ApiException refused) {
        assertEquals(ErrorCode.INVALID_EMAIL, refused.code());
        continue;
      }
      accepted++;
      String shown = value + " of " + escaped(typed);
      assertEquals(value, EmailAddress.of(value).value(), shown);
      String domain = value.substring(value.lastIndexOf('@') + 1);
      assertTrue(domain.chars().allMatch(unit -> unit > ' ' && unit < 0x7f), shown);
      assertTrue(domain.contains("."), shown);
      assertTrue(value.codePoints().noneMatch(EmailAddressTest::isOdd), shown);
      assertEquals(
          value,
          EmailAddress.of(
                  IDN.toUnicode(domain).equals(domain)
                      ? value
                      : value.substring(0, value.lastIndexOf('@') + 1) + IDN.toUnicode(domain))
              .value(),
          shown);
    }
    assertTrue(accepted > 10_000, () -> "the generator makes too few good addresses");
  }

  private static boolean isOdd(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          true;
      default -> "<>()[],;:\"\\".indexOf(point) >= 0;
    };
  }

  private static String domain(Random random) {
    return random.nextInt(10) == 0
        ? text(random, 3)
        : text(random, 1 + random.nextInt(3))
            + "."
            + (random.nextBoolean() ? "com" : text(random, 2));
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(12)) {
        case 0 -> text.appendCodePoint(random.nextInt(0x80));
        case 1 -> text.appendCodePoint(random.nextInt(0x800));
        case 2 -> text.appendCodePoint(random.nextInt(0x1_0000));
        case 3 -> text.appendCodePoint(random.nextInt(0x11_0000));
        case 4 -> text.append("äßςüéñ例本ру".charAt(random.nextInt(10)));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append("\\u%04x".formatted(unit)));
    return escaped.toString();
  }

  private static void refused(String typed) {
    assertThrows(ApiException.class, () -> EmailAddress.of(typed), typed);
    assertFalse(typed.isEmpty());
  }
}
