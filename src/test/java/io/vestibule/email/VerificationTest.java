package io.vestibule.email;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.Mailbox.Received;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An address is verified by the mail that a sign-up causes, or by a later one. */
@QuarkusTest
@TestProfile(MailSettings.class)
class VerificationTest {
  private static final String VERIFY = "/api/auth/email/verify";
  private static final String VERIFICATION = "/api/auth/email/verification";

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  @Inject MutableClock clock;

  private Mailbox mailbox;

  @BeforeEach
  void start() {
    mailbox = Mailbox.listening(port);
  }

  @AfterEach
  void stop() {
    mailbox.close();
    clock.reset();
  }

  private static Map<String, String> body(Link link) {
    return Map.of("id", link.id(), "secret", link.secret());
  }

  private static Map<String, String> body(String email, String code) {
    return Map.of("email", email, "code", code);
  }

  private static String other(String code) {
    return "%08d".formatted((Long.parseLong(code) + 1) % 100_000_000);
  }

  private static boolean isVerified(Person person) {
    return Rows.users().find(person.userId()).orElseThrow().get("emailVerified").bool();
  }

  private static String apiToken(String session) {
    return bearer(session).get("/api/auth/session").path("api_token");
  }

  @Test
  void aLinkThatIsOpenedInTheSessionKeepsWhatTheAccountHas() {
    Person person = Api.register();
    String apiToken = apiToken(person.token());
    Link link = mailbox.await(person.email(), "verify").link();

    Response answer = person.request().body(body(link)).post(VERIFY);

    answer.then().statusCode(200).body("email", equalTo(person.email()));
    assertEquals(true, answer.path("emailVerified"));
    person.request().get("/api/user").then().body("emailVerified", equalTo(true));
    assertEquals(apiToken, apiToken(person.token()));
    assertProblem(post(VERIFY, body(link)), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aLinkThatIsOpenedElsewhereEndsWhatTheAccountGotBefore() {
    Person person = Api.register();
    String apiToken = apiToken(person.token());
    Link link = mailbox.await(person.email(), "verify").link();

    post(VERIFY, body(link)).then().statusCode(200);

    assertProblem(person.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        json().header("X-API-Key", apiToken).body(Map.of("units", 1)).post("/api/usage"),
        ErrorCode.TOKEN_INVALID);
    String session = Api.tokenOf(person);
    assertNotEquals(apiToken, apiToken(session));
    assertTrue(isVerified(person));
  }

  @Test
  void aSignUpWhileTheMailServerIsDownSucceedsAndTheMailArrivesLater() {
    mailbox.close();
    Person person = Api.register();
    Eventually.holds(
        () ->
            assertTrue(
                Rows.outbox().where("user_id", person.userId()).stream()
                    .anyMatch(row -> row.containsKey("reason")),
                "an attempt has failed"));

    mailbox = Mailbox.listening(port);
    Link link = mailbox.await(person.email(), "verify").link();
    person.request().body(body(link)).post(VERIFY).then().statusCode(200);
  }

  @Test
  void aCodeVerifiesToo() {
    Person person = Api.register();
    Received mail = mailbox.await(person.email(), "verify");

    assertProblem(
        post(VERIFY, body(person.email(), other(mail.code()))), ErrorCode.CHALLENGE_INVALID);
    person
        .request()
        .body(body(person.email().toUpperCase(java.util.Locale.ROOT), mail.code()))
        .post(VERIFY)
        .then()
        .statusCode(200);
    assertTrue(isVerified(person));
    assertProblem(post(VERIFY, body(mail.link())), ErrorCode.CHALLENGE_INVALID);
    assertProblem(post(VERIFY, body(person.email(), mail.code())), ErrorCode.CHALLENGE_INVALID);
  }

  /** A scanner that follows the link requests a page without the fragment. */
  @Test
  void openingThePageConsumesNothing() {
    Person person = Api.register();
    Link link = mailbox.await(person.email(), "verify").link();
    for (String path : List.of("/", VERIFY)) {
      io.restassured.RestAssured.get(path);
      io.restassured.RestAssured.given().head(path);
    }
    post(VERIFY, body(link)).then().statusCode(200);
  }

  @Test
  void wrongAnswers() {
    Person person = Api.register();
    Person other = Api.register();
    Received mail = mailbox.await(person.email(), "verify");
    Link link = mail.link();
    Link others = mailbox.await(other.email(), "verify").link();
    String code = mail.code();

    Map<String, Map<String, ?>> scenarios =
        Map.of(
            "the id of another challenge", Map.of("id", others.id(), "secret", link.secret()),
            "an unknown id", Map.of("id", "A".repeat(22), "secret", link.secret()),
            "a short secret", Map.of("id", link.id(), "secret", "short"),
            "somebody else's code", body(other.email(), code),
            "an unknown address", body(freshEmail(), code),
            "letters as code", body(person.email(), "abcdefgh"));
    scenarios.forEach(
        (name, body) -> assertProblem(post(VERIFY, body), ErrorCode.CHALLENGE_INVALID));

    Map<String, Map<String, ?>> malformed =
        Map.of(
            "nothing", Map.of(),
            "only an id", Map.of("id", link.id()),
            "only a code", Map.of("code", code),
            "a number as code", Map.of("email", person.email(), "code", 12345678),
            "a long secret", Map.of("id", link.id(), "secret", "x".repeat(65)));
    malformed.forEach((name, body) -> assertProblem(post(VERIFY, body), ErrorCode.INVALID_REQUEST));
    assertProblem(post(VERIFY, body("no address", code)), ErrorCode.INVALID_EMAIL);

    post(VERIFY, body(link)).then().statusCode(200);
  }

  @Test
  void expiredAnswers() {
    Person person = Api.register();
    Received mail = mailbox.await(person.email(), "verify");

    clock.advance(Duration.ofMinutes(11));
    assertProblem(post(VERIFY, body(person.email(), mail.code())), ErrorCode.CHALLENGE_INVALID);
    clock.advance(Duration.ofMinutes(50));
    assertProblem(post(VERIFY, body(mail.link())), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aNewMailVoidsTheOlderOne() {
    Person person = Api.register();
    Link first = mailbox.await(person.email(), "verify").link();

    person.request().post(VERIFICATION).then().statusCode(202);
    Link second = mailbox.await(person.email(), "verify", 2).link();

    assertProblem(post(VERIFY, body(first)), ErrorCode.CHALLENGE_INVALID);
    person.request().body(body(second)).post(VERIFY).then().statusCode(200);
    assertProblem(person.request().post(VERIFICATION), ErrorCode.EMAIL_ALREADY_VERIFIED);
  }

  @Test
  void requestsAreLimited() {
    Person person = Api.register();
    for (int number = 0; number < 5; number++) {
      person.request().post(VERIFICATION).then().statusCode(202);
    }
    assertProblem(person.request().post(VERIFICATION), ErrorCode.TOO_MANY_ATTEMPTS);
    assertProblem(json().post(VERIFICATION), ErrorCode.TOKEN_MISSING);
  }

  /** The owner gets in by the link, whatever strangers try. */
  @Test
  void aThousandGuessesFromAHundredAddresses() {
    Person person = Api.register();
    Received mail = mailbox.await(person.email(), "verify");
    Set<String> guesses =
        IntStream.range(0, 1_000)
            .mapToObj(number -> "%08d".formatted(number * 99_991L))
            .filter(guess -> !guess.equals(mail.code()))
            .collect(Collectors.toSet());
    List<String> all = List.copyOf(guesses);

    List<Integer> answers =
        Concurrently.run(
                10,
                client ->
                    IntStream.range(0, all.size())
                        .filter(number -> number % 10 == client)
                        .mapToObj(
                            number ->
                                fromAddress("198.51.100." + number % 100)
                                    .body(body(person.email(), all.get(number)))
                                    .post(VERIFY)
                                    .statusCode())
                        .toList())
            .stream()
            .flatMap(List::stream)
            .toList();

    assertEquals(Set.of(400), Set.copyOf(answers));
    assertEquals("5", Rows.challenges().find(mail.link().id()).orElseThrow().get("attempts").n());
    assertProblem(post(VERIFY, body(person.email(), mail.code())), ErrorCode.CHALLENGE_INVALID);
    person.request().body(body(mail.link())).post(VERIFY).then().statusCode(200);
  }

  @Test
  void oneOfManyRequestsWithTheLinkSucceeds() {
    Person person = Api.register();
    Link link = mailbox.await(person.email(), "verify").link();

    List<Integer> answers =
        Concurrently.run(6, number -> person.request().body(body(link)).post(VERIFY).statusCode());

    assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers::toString);
    assertEquals(5, answers.stream().filter(status -> status == 400).count(), answers::toString);
  }
}
