package io.vestibule.login;

import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Received;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Login with a code from a mail. */
@QuarkusTest
@TestProfile(MailSettings.class)
class CodeLoginTest {
  private static final String REQUEST = "/api/auth/code";
  private static final String LOGIN = "/api/auth/code/login";

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

  /** The code of the newest mail without a link. */
  private String requestCode(String email) {
    int before = codes(email).size();
    post(REQUEST, Map.of("email", email)).then().statusCode(202);
    AtomicReference<String> code = new AtomicReference<>();
    Eventually.within(
        60,
        () -> {
          List<Received> codes = codes(email);
          assertEquals(before + 1, codes.size());
          code.set(codes.get(before).code());
        });
    return code.get();
  }

  private List<Received> codes(String email) {
    return mailbox.to(email).stream().filter(mail -> !mail.text().contains("/#/")).toList();
  }

  private static Response logIn(String email, String code) {
    return post(LOGIN, Map.of("email", email, "code", code));
  }

  private static String other(String code) {
    return "%08d".formatted((Long.parseLong(code) + 1) % 100_000_000);
  }

  @Test
  void aCodeOpensASessionOnce() {
    Person person = verified();
    String code = requestCode(person.email());

    Response answer = logIn(person.email(), code);

    answer
        .then()
        .statusCode(200)
        .body("user_id", equalTo(person.userId()))
        .body("api_token", notNullValue())
        .body("audio_key", equalTo(null));
    assertNotNull(answer.cookie("device"));
    Api.withCookie(answer.cookie("auth_token")).get("/api/user").then().statusCode(200);
    assertProblem(logIn(person.email(), code), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void wrongCodes() {
    Person person = verified();
    Person other = verified();
    String code = requestCode(person.email());

    assertProblem(logIn(person.email(), other(code)), ErrorCode.CHALLENGE_INVALID);
    assertProblem(logIn(other.email(), code), ErrorCode.CHALLENGE_INVALID);
    assertProblem(logIn(freshEmail(), code), ErrorCode.CHALLENGE_INVALID);
    assertProblem(logIn("no address", code), ErrorCode.INVALID_EMAIL);
    assertProblem(post(LOGIN, Map.of("email", person.email())), ErrorCode.INVALID_REQUEST);
    assertProblem(post(REQUEST, Map.of()), ErrorCode.INVALID_REQUEST);
    assertProblem(post(REQUEST, Map.of("email", "no address")), ErrorCode.INVALID_EMAIL);

    clock.advance(Duration.ofMinutes(11));
    assertProblem(logIn(person.email(), code), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void unknownAddressesAreAnsweredAlikeAndGetNoMail() {
    Person person = verified();
    String unknown = freshEmail();

    Response known = post(REQUEST, Map.of("email", person.email()));
    Response none = post(REQUEST, Map.of("email", unknown));

    assertEquals(202, none.statusCode());
    assertEquals(known.asString(), none.asString());
    Eventually.within(60, () -> assertEquals(1, codes(person.email()).size()));
    assertEquals(List.of(), mailbox.to(unknown));
  }

  @Test
  void requestsForAnAddressAreLimited() {
    for (String email : List.of(verified().email(), freshEmail())) {
      for (int number = 0; number < 5; number++) {
        post(REQUEST, Map.of("email", email)).then().statusCode(202);
      }
      assertProblem(post(REQUEST, Map.of("email", email)), ErrorCode.TOO_MANY_ATTEMPTS);
    }
  }

  @Test
  void aSuspendedAccountIsRefused() {
    Person person = verified();
    String code = requestCode(person.email());
    Rows.users().set(person.userId(), "status", AttributeValue.fromS("suspended"));

    assertProblem(logIn(person.email(), code), ErrorCode.ACCOUNT_SUSPENDED);
  }
}
