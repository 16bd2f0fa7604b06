package io.vestibule.admin;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators do about the address and the password of a user. */
@QuarkusTest
@TestProfile(MailSettings.class)
class AddressAdministrationTest {
  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  @Inject AccountService accounts;

  private Mailbox mailbox;
  private Person admin;

  @BeforeEach
  void start() {
    mailbox = Mailbox.listening(port);
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(Duration.ofSeconds(60));
    admin = person.loggedInAgain();
  }

  @AfterEach
  void stop() {
    mailbox.close();
  }

  private static String path(String userId, String what) {
    return "/api/admin/users/" + userId + "/" + what;
  }

  @Test
  void theMailIsSentAgain() {
    Person person = Api.register();
    Link first = mailbox.await(person.email(), "verify").link();

    admin.request().post(path(person.userId(), "verification")).then().statusCode(202);

    Link second = mailbox.await(person.email(), "verify", 2).link();
    assertProblem(
        post("/api/auth/email/verify", Map.of("id", first.id(), "secret", first.secret())),
        ErrorCode.CHALLENGE_INVALID);
    post("/api/auth/email/verify", Map.of("id", second.id(), "secret", second.secret()))
        .then()
        .statusCode(200);
    assertProblem(
        admin.request().post(path(person.userId(), "verification")),
        ErrorCode.EMAIL_ALREADY_VERIFIED);
  }

  @Test
  void anAddressIsMarkedAsVerified() {
    Person person = Api.register();

    admin
        .request()
        .put(path(person.userId(), "verification"))
        .then()
        .statusCode(200)
        .body("emailVerified", equalTo(true));

    person.request().get("/api/user").then().body("emailVerified", equalTo(true));
    // Who made the account is not known, so a reset still revokes what it got before.
    assertEquals(
        "mailbox", Rows.users().find(person.userId()).orElseThrow().get("email_proof").s());
  }

  @Test
  void aForcedResetMakesThePasswordInvalid() {
    Person person = Api.register();

    admin.request().post(path(person.userId(), "password-reset")).then().statusCode(202);

    assertProblem(person.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertEquals(
        401, post("/api/login", credentials(person.email(), person.password())).statusCode());
    Link link = mailbox.await(person.email(), "reset").link();
    String password = freshPassword();
    post(
            "/api/auth/password/reset",
            Map.of("id", link.id(), "secret", link.secret(), "new_password", password))
        .then()
        .statusCode(200);
    assertEquals(200, post("/api/login", credentials(person.email(), password)).statusCode());
  }

  @Test
  void refusals() {
    for (String what : List.of("verification", "password-reset")) {
      assertProblem(
          admin.request().post(path(UUID.randomUUID().toString(), what)), ErrorCode.USER_NOT_FOUND);
      assertProblem(admin.request().post(path("a".repeat(2_100), what)), ErrorCode.USER_NOT_FOUND);
    }
    assertProblem(
        admin.request().put(path(UUID.randomUUID().toString(), "verification")),
        ErrorCode.USER_NOT_FOUND);
    assertProblem(
        admin.request().post(path(admin.userId(), "password-reset")), ErrorCode.OWN_ACCOUNT);
  }
}
