package io.vestibule.email;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Change of an address, its undoing, and which account gets an address. */
@QuarkusTest
@TestProfile(MailSettings.class)
class EmailChangeTest {
  private static final String CHANGE = "/api/auth/email/change";
  private static final String CONFIRM = "/api/auth/email/change/confirm";
  private static final String REVERT = "/api/auth/email/revert";

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

  private static Person verified() {
    Person person = Api.register();
    Rows.users().set(person.userId(), "emailVerified", AttributeValue.fromBool(true));
    return person;
  }

  private static Map<String, String> body(Link link) {
    return Map.of("id", link.id(), "secret", link.secret());
  }

  private static Response request(Person person, String email) {
    return person
        .request()
        .body(Map.of("new_email", email, "password", person.password()))
        .post(CHANGE);
  }

  /** Requests the change and returns the mail to the new address. */
  private Received requested(Person person, String email) {
    request(person, email).then().statusCode(202);
    return mailbox.await(email, "confirm-email");
  }

  private void change(Person person, String email) {
    person
        .request()
        .body(body(requested(person, email).link()))
        .post(CONFIRM)
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("emailVerified", equalTo(true));
  }

  private static int logIn(String email, String password) {
    return post("/api/login", credentials(email, password)).statusCode();
  }

  private static String holder(String email) {
    return Rows.logins().find("email:" + email).map(row -> row.get("user_id").s()).orElse("none");
  }

  @Test
  void theNewAddressReplacesTheOldOneEverywhere() {
    Person person = verified();
    person.request().get("/api/user/profile").then().statusCode(200);
    String email = freshEmail();

    Link link = requested(person, email).link();
    assertEquals(200, logIn(person.email(), person.password()), "nothing has changed yet");
    person.request().body(body(link)).post(CONFIRM).then().statusCode(200);

    assertEquals(200, logIn(email, person.password()));
    assertEquals(401, logIn(person.email(), person.password()));
    assertEquals(person.userId(), holder(email));
    assertEquals("none", holder(person.email()));
    person.request().get("/api/user").then().body("email", equalTo(email));
    person.request().get("/api/user/profile").then().body("email", equalTo(email));
    assertEquals(
        email, Rows.apiTokens().where("user_id", person.userId()).get(0).get("owner_email").s());
    assertEquals(
        201,
        post("/api/register", credentials(person.email(), Api.freshPassword())).statusCode(),
        "the old address is free");
  }

  @Test
  void aCodeInTheSessionConfirms() {
    Person person = verified();
    String email = freshEmail();
    String code = requested(person, email).code();

    assertProblem(post(CONFIRM, Map.of("code", code)), ErrorCode.TOKEN_MISSING);
    assertProblem(
        verified().request().body(Map.of("code", code)).post(CONFIRM), ErrorCode.CHALLENGE_INVALID);
    person.request().body(Map.of("code", code)).post(CONFIRM).then().statusCode(200);
    assertProblem(
        person.request().body(Map.of("code", code)).post(CONFIRM), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void refusedRequests() {
    Person person = verified();
    String email = freshEmail();

    assertProblem(
        json().body(Map.of("new_email", email, "password", "x")).post(CHANGE),
        ErrorCode.TOKEN_MISSING);
    assertProblem(
        person.request().body(Map.of("new_email", email, "password", "wrong")).post(CHANGE),
        ErrorCode.INVALID_PASSWORD);
    assertProblem(
        person.request().body(Map.of("new_email", email, "password", "")).post(CHANGE),
        ErrorCode.INVALID_REQUEST);
    assertProblem(
        person.request().body(Map.of("password", person.password())).post(CHANGE),
        ErrorCode.INVALID_REQUEST);
    assertProblem(request(person, "no address"), ErrorCode.INVALID_EMAIL);
    assertProblem(request(person, person.email()), ErrorCode.INVALID_REQUEST);
    assertEquals(List.of(), mailbox.to(email));
  }

  @Test
  void aConfirmationExpires() {
    Person person = verified();
    Link expired = requested(person, freshEmail()).link();
    clock.advance(Duration.ofMinutes(61));
    assertProblem(post(CONFIRM, body(expired)), ErrorCode.CHALLENGE_INVALID);
    assertProblem(post("/api/auth/email/verify", body(expired)), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aChangeOfThePasswordVoidsTheConfirmation() {
    Person person = verified();
    Link link = requested(person, freshEmail()).link();
    person
        .request()
        .body(Map.of("current_password", person.password(), "new_password", Api.freshPassword()))
        .post("/api/auth/password")
        .then()
        .statusCode(204);
    assertProblem(person.request().body(body(link)).post(CONFIRM), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aVerifiedAddressStaysWhereItIs() {
    Person owner = verified();
    Person other = verified();
    Link link = requested(other, owner.email()).link();

    assertProblem(other.request().body(body(link)).post(CONFIRM), ErrorCode.USER_EXISTS);

    assertEquals(owner.userId(), holder(owner.email()));
    assertEquals(other.userId(), holder(other.email()));
    other.request().get("/api/user").then().body("email", equalTo(other.email()));
  }

  @Test
  void aProofTakesAnAddressFromAnAccountThatHasNotVerifiedIt() {
    Person squatter = Api.register();
    squatter.request().get("/api/user/profile").then().statusCode(200);
    Link theirs = mailbox.await(squatter.email(), "verify").link();
    Person owner = verified();

    change(owner, squatter.email());

    assertEquals(owner.userId(), holder(squatter.email()));
    squatter.request().get("/api/user").then().statusCode(200).body("email", equalTo(null));
    assertFalse(squatter.request().get("/api/user/profile").asString().contains(squatter.email()));
    assertEquals(401, logIn(squatter.email(), squatter.password()));
    assertEquals(200, logIn(squatter.email(), owner.password()));
    assertProblem(post("/api/auth/email/verify", body(theirs)), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void ofTwoClaimsAtTheSameMomentOneWins() {
    for (int round = 0; round < 5; round++) {
      Person squatter = Api.register();
      Person one = verified();
      Person two = verified();
      Link first = requested(one, squatter.email()).link();
      request(two, squatter.email()).then().statusCode(202);
      Link second = mailbox.await(squatter.email(), "confirm-email", 2).link();

      List<Integer> answers =
          Concurrently.run(
              2,
              number ->
                  (number == 0 ? one : two)
                      .request()
                      .body(body(number == 0 ? first : second))
                      .post(CONFIRM)
                      .statusCode());

      assertEquals(List.of(200, 409), answers.stream().sorted().toList());
      Person winner = answers.get(0) == 200 ? one : two;
      Person loser = answers.get(0) == 200 ? two : one;
      assertEquals(winner.userId(), holder(squatter.email()));
      assertEquals("none", holder(winner.email()));
      assertEquals(loser.userId(), holder(loser.email()));
      loser.request().get("/api/user").then().body("email", equalTo(loser.email()));
      squatter.request().get("/api/user").then().body("email", equalTo(null));
    }
  }

  @Test
  void theFormerAddressUndoesTheChange() {
    Person person = verified();
    String email = freshEmail();
    change(person, email);
    Link revert = mailbox.await(person.email(), "revert-email").link();
    String intruder =
        Api.tokenOf(new Person(person.userId(), email, person.password(), null, null));

    post(REVERT, body(revert)).then().statusCode(200).body("email", equalTo(person.email()));

    assertEquals(person.userId(), holder(person.email()));
    assertEquals("none", holder(email));
    assertProblem(bearer(intruder).get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(person.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertEquals(401, logIn(person.email(), person.password()), "the password is void");
    assertEquals(401, logIn(email, person.password()));
    assertTrue(mailbox.await(person.email(), "reset").code().matches("[0-9]{8}"));
    assertProblem(post(REVERT, body(revert)), ErrorCode.CHALLENGE_INVALID);
  }

  /** An intruder cannot get rid of the link, nor use one of their own afterwards. */
  @Test
  void theEarliestUndoingWins() {
    Person person = verified();
    String second = freshEmail();
    String third = freshEmail();
    change(person, second);
    Link revert = mailbox.await(person.email(), "revert-email").link();
    change(person, third);
    Link intruders = mailbox.await(second, "revert-email").link();
    person
        .request()
        .body(Map.of("current_password", person.password(), "new_password", Api.freshPassword()))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    post(REVERT, body(revert)).then().statusCode(200).body("email", equalTo(person.email()));
    assertProblem(post(REVERT, body(intruders)), ErrorCode.CHALLENGE_INVALID);
    assertEquals(person.userId(), holder(person.email()));
    assertEquals("none", holder(second));
    assertEquals("none", holder(third));
  }

  @Test
  void aRevertLinkIsValidForSevenDays() {
    Person one = verified();
    Person two = verified();
    change(one, freshEmail());
    change(two, freshEmail());
    Link revert = mailbox.await(one.email(), "revert-email").link();
    Link late = mailbox.await(two.email(), "revert-email").link();

    clock.advance(Duration.ofDays(7).minusMinutes(5));
    post(REVERT, body(revert)).then().statusCode(200);
    clock.advance(Duration.ofMinutes(6));
    assertProblem(post(REVERT, body(late)), ErrorCode.CHALLENGE_INVALID);
  }

  /** A mistyped address at sign-up belongs to a stranger. */
  @Test
  void anUnverifiedFormerAddressGetsNoLink() {
    Person person = Api.register();
    String first = freshEmail();
    change(person, first);
    change(person, freshEmail());

    // The notice of the second change has arrived, so one of the first would have, too.
    mailbox.await(first, "revert-email");
    assertTrue(
        mailbox.to(person.email()).stream().noneMatch(mail -> mail.text().contains("revert")));
  }

  @Test
  void aTakenFormerAddressCannotBeRestored() {
    Person person = verified();
    change(person, freshEmail());
    Link revert = mailbox.await(person.email(), "revert-email").link();
    Person next =
        new Person(
            post("/api/register", credentials(person.email(), Api.freshPassword())).path("user_id"),
            person.email(),
            "",
            "",
            "");
    Rows.users().set(next.userId(), "emailVerified", AttributeValue.fromBool(true));

    assertProblem(post(REVERT, body(revert)), ErrorCode.USER_EXISTS);
    assertEquals(next.userId(), holder(person.email()));
  }
}
