package io.vestibule.recovery;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.Resets;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /api/auth/password/forgot} and the mail that it causes. */
@QuarkusTest
@TestProfile(MailSettings.class)
class ForgotPasswordTest {
  private static final String FORGOT = "/api/auth/password/forgot";

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  private Mailbox mailbox;

  @BeforeEach
  void start() {
    mailbox = Mailbox.listening(port);
  }

  @AfterEach
  void stop() {
    mailbox.close();
  }

  @Test
  void malformedRequestsAreRefused() {
    assertProblem(post(FORGOT, Map.of()), ErrorCode.INVALID_EMAIL);
    assertProblem(post(FORGOT, Map.of("email", "nobody")), ErrorCode.INVALID_EMAIL);
    assertProblem(post(FORGOT, Map.of("email", 7)), ErrorCode.INVALID_REQUEST);
    assertProblem(json().body("{").post(FORGOT), ErrorCode.MALFORMED_JSON);
  }

  @Test
  void anUnknownAddressGetsTheSameAnswerAndNoMail() {
    Person ada = register();
    String nobody = freshEmail();

    Response unknown = forgot(nobody);
    Response known = forgot(ada.email());

    known.then().statusCode(202);
    assertEquals(known.statusCode(), unknown.statusCode());
    assertEquals(known.asString(), unknown.asString());
    assertEquals(
        known.headers().asList().stream().map(header -> header.getName()).toList(),
        unknown.headers().asList().stream().map(header -> header.getName()).toList());
    mailbox.await(ada.email(), "reset");
    assertEquals(List.of(), mailbox.to(nobody));
  }

  @Test
  void anUnknownAddressCausesTheSameRequestsToTheStore() {
    List<String> expected = List.of("UpdateItem", "UpdateItem", "PutItem");

    // Repeated until no earlier mail is being delivered. What follows belongs to the delivery.
    Eventually.within(
        60,
        () -> {
          Person ada = register();
          mailbox.await(ada.email(), "verify");
          assertEquals(expected, firstRequests(ada.email()));
        });
    Eventually.within(60, () -> assertEquals(expected, firstRequests(freshEmail())));
  }

  @Test
  void requestsForOneAddressAreLimitedWhetherItHasAnAccountOrNot() {
    for (String email : List.of(register().email(), freshEmail())) {
      for (int request = 0; request < 5; request++) {
        forgot(email).then().statusCode(202);
      }
      assertProblem(forgot(email), ErrorCode.TOO_MANY_ATTEMPTS);
    }
  }

  @Test
  void theLinkSetsANewPasswordOnce() {
    Person ada = register();
    forgot(ada.email()).then().statusCode(202);
    Link link = mailbox.await(ada.email(), "reset").link();
    // A scanner that follows the link gets the page: the secret is in the fragment.
    RestAssured.get("/");
    String newPassword = freshPassword();

    Resets.reset(body(link), newPassword, Optional.empty())
        .then()
        .statusCode(200)
        .body("email", equalTo(ada.email()));

    Resets.logIn(ada, newPassword);
    assertProblem(
        Resets.reset(body(link), freshPassword(), Optional.empty()), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void theOwnerIsToldThatThePasswordWasReset() {
    Person ada = register();
    forgot(ada.email());
    Link link = mailbox.await(ada.email(), "reset").link();
    int before = mailbox.to(ada.email()).size();

    Resets.reset(body(link), freshPassword(), Optional.empty()).then().statusCode(200);

    Eventually.holds(() -> assertEquals(before + 1, mailbox.to(ada.email()).size()));
  }

  @Test
  void theCodeSetsANewPasswordToo() {
    Person ada = register();
    forgot(ada.email());
    String code = mailbox.await(ada.email(), "reset").code();
    String newPassword = freshPassword();

    Resets.reset(Map.of("email", ada.email(), "code", code), newPassword, Optional.empty())
        .then()
        .statusCode(200);

    Resets.logIn(ada, newPassword);
  }

  @Test
  void anotherSpellingOfTheAddressReachesTheAccount() {
    Person ada = register();

    forgot(" " + ada.email().toUpperCase(java.util.Locale.ROOT)).then().statusCode(202);

    mailbox.await(ada.email(), "reset");
  }

  @Test
  void theMailIsInTheLanguageOfTheRequest() {
    Person ada = register();
    forgot(ada.email());
    String english = mailbox.await(ada.email(), "reset").subject();
    json().header("Accept-Language", "de").body(Map.of("email", ada.email())).post(FORGOT);

    assertNotEquals(english, mailbox.await(ada.email(), "reset", 2).subject());
  }

  @Test
  void aSuspendedAccountGetsTheMailButNoNewPassword() {
    Person ada = register();
    Rows.users().set(ada.userId(), "status", AttributeValue.fromS("suspended"));
    forgot(ada.email()).then().statusCode(202);
    Link link = mailbox.await(ada.email(), "reset").link();

    assertProblem(
        Resets.reset(body(link), freshPassword(), Optional.empty()), ErrorCode.ACCOUNT_SUSPENDED);
  }

  /** Somebody registered the address of another person, who now proves it. */
  @Test
  void aResetOfAnUnprovenAccountRevokesItsApiToken() {
    Person attacker = register();
    String apiToken = attacker.request().get("/api/auth/session").path("api_token");
    forgot(attacker.email());
    Link link = mailbox.await(attacker.email(), "reset").link();

    String newPassword = freshPassword();
    Resets.reset(body(link), newPassword, Optional.empty()).then().statusCode(200);

    assertProblem(attacker.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        bearer(apiToken).body(Map.of("units", 1)).post("/api/usage"), ErrorCode.TOKEN_INVALID);
    Person owner = Resets.logIn(attacker, newPassword);
    String renewed = owner.request().get("/api/auth/session").path("api_token");
    Person again = Resets.forgotPassword(owner);
    assertEquals(renewed, again.request().get("/api/auth/session").path("api_token"));
    assertTrue(Rows.users().find(owner.userId()).orElseThrow().get("emailVerified").bool());
  }

  private static List<String> firstRequests(String email) {
    return StoreFaults.requests(() -> forgot(email)).stream().limit(3).toList();
  }

  private static Response forgot(String email) {
    return post(FORGOT, Map.of("email", email));
  }

  private static Map<String, String> body(Link link) {
    return Map.of("id", link.id(), "secret", link.secret());
  }
}
