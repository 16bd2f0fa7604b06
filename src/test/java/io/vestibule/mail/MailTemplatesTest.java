package io.vestibule.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every template in every language. */
@QuarkusTest
class MailTemplatesTest {
  /** Their links are valid for a week. */
  private static final Set<MailTemplate> WEEK =
      Set.of(MailTemplate.EMAIL_CHANGED, MailTemplate.INVITATION);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern FETCHED =
      Pattern.compile(
          "<(?:img|link|script|table|iframe)\\b|url\\(|@import", Pattern.CASE_INSENSITIVE);
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\"<\\s]+");
  private static final String LINK = "https://app.example/#/reset/0193.s3cr3t-_";

  @Inject MailTemplates templates;

  static Stream<Arguments> all() {
    return Stream.of("en", "de")
        .flatMap(
            language ->
                Stream.of(MailTemplate.values()).map(template -> Arguments.of(template, language)));
  }

  private static Map<String, String> samples(MailTemplate template) {
    Map<String, String> samples = new HashMap<>();
    template.variables().forEach(variable -> samples.put(variable, "sample-of-" + variable));
    samples.computeIfPresent("link", (variable, sample) -> LINK);
    return samples;
  }

  private RenderedMail render(MailTemplate template, String language, Map<String, String> values) {
    return templates
        .render(new Mail(template, "ada@example.com", language, values))
        .await()
        .atMost(PATIENCE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void saysAllValuesInTextAndHtml(MailTemplate template, String language) {
    Map<String, String> samples = samples(template);
    RenderedMail mail = render(template, language, samples);

    for (String part : List.of(mail.text(), mail.html())) {
      samples.values().forEach(sample -> assertTrue(part.contains(sample), sample));
      assertTrue(part.contains("Vestibule"), "names the service");
      assertFalse(part.contains("{#") || part.contains("{/"), "nothing is left unresolved");
      ADDRESS.matcher(part).results().forEach(found -> assertEquals(LINK, found.group()));
    }
    assertFalse(mail.text().contains("{"));
    assertFalse(mail.subject().isBlank());
    assertFalse(mail.subject().contains("{"));
    assertFalse(Pattern.compile("</?[a-z]+").matcher(mail.text()).find(), "plain text");
  }

  @ParameterizedTest
  @MethodSource("all")
  void htmlFetchesNothingAndWorksInTheDark(MailTemplate template, String language) {
    String html = render(template, language, samples(template)).html();

    assertFalse(FETCHED.matcher(html).find());
    assertTrue(html.startsWith("<!DOCTYPE html>"));
    assertTrue(html.contains("<html lang=\"" + language + "\">"));
    assertTrue(html.contains("prefers-color-scheme: dark"));
    if (template.variables().contains("link")) {
      assertTrue(html.contains("href=\"" + LINK + "\""));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void htmlEscapesValues(MailTemplate template, String language) {
    Map<String, String> hostile = new HashMap<>();
    template.variables().forEach(variable -> hostile.put(variable, "<b>\"&'{link}"));
    RenderedMail mail = render(template, language, hostile);

    assertFalse(mail.html().contains("<b>"));
    assertTrue(mail.html().contains("&lt;b&gt;"));
    assertFalse(mail.html().contains("href=\"<"));
    assertTrue(mail.text().contains("<b>\"&'{link}"), "text is not escaped, and read once");
  }

  /** What to do and how long it is valid. */
  @Test
  void mailsWithALinkOrACodeSayHowLongItIsValid() {
    for (MailTemplate template : MailTemplate.values()) {
      String english = render(template, "en", samples(template)).text();
      if (template.variables().contains("code")) {
        assertTrue(english.contains("valid for 10 minutes"), english);
      }
      if (template.variables().contains("link") && template != MailTemplate.ACCOUNT_EXISTS) {
        assertTrue(
            english.contains(WEEK.contains(template) ? "7 days" : "valid for one hour"), english);
      }
      boolean expected = template != MailTemplate.INVITATION;
      assertTrue(
          english.contains(expected ? "If this was not you" : "If you did not expect"), english);
      String german = render(template, "de", samples(template)).text();
      assertTrue(
          german.contains(
              expected ? "Wenn Sie das nicht waren" : "Wenn Sie diese Nachricht nicht erwartet"),
          german);
    }
  }

  @Test
  void subjectsDiffer() {
    Set<String> subjects = new HashSet<>();
    for (MailTemplate template : MailTemplate.values()) {
      String english = render(template, "en", samples(template)).subject();
      assertNotEquals(english, render(template, "de", samples(template)).subject());
      subjects.add(english);
    }
    assertEquals(MailTemplate.values().length, subjects.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de|de",
        "de-AT,en;q=0.5|de",
        "fr,de;q=0.8,en;q=0.9|en",
        "EN-gb|en",
        "fr|en",
        "*|en",
        "de;q=broken|en",
        "'<script>'|en",
        "''|en",
        "|en"
      })
  void languageFitsTheHeader(String header, String language) {
    assertEquals(language, templates.language(header));
  }

  @Test
  void longHeaderIsIgnored() {
    assertEquals("en", templates.language("de," + "x,".repeat(10_000)));
  }

  @Test
  void unknownLanguageIsTheDefault() {
    assertEquals(
        render(MailTemplate.PASSWORD_CHANGED, "en", samples(MailTemplate.PASSWORD_CHANGED)).text(),
        render(MailTemplate.PASSWORD_CHANGED, "tlh", samples(MailTemplate.PASSWORD_CHANGED))
            .text());
  }

  @Test
  void mailWithoutItsValuesIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Mail(MailTemplate.VERIFY_EMAIL, "ada@example.com", "en", Map.of("link", LINK)));
  }

  @Test
  void templateWithoutSubjectIsRefused() {
    for (String text : List.of("", "Subject: only", "Hello\n\nSubject: late")) {
      assertThrows(IllegalStateException.class, () -> RenderedMail.of(text, ""), text);
    }
  }
}
