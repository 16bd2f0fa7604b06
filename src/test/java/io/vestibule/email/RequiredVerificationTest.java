package io.vestibule.email;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code vestibule.sign-up.verification=required}. */
@QuarkusTest
@TestProfile(MailSettings.Required.class)
class RequiredVerificationTest {
  private static final List<String> SIGN_UPS = List.of("/api/auth/signup", "/api/register");
  private static final List<String> LOGINS = List.of("/api/auth/login", "/api/login");

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

  private void verify(String email) {
    Link link = mailbox.await(email, "verify").link();
    post("/api/auth/email/verify", Map.of("id", link.id(), "secret", link.secret()))
        .then()
        .statusCode(200);
  }

  @Test
  void loginIsRefusedUntilTheAddressIsVerified() {
    String email = freshEmail();
    String password = freshPassword();
    Response created = post("/api/register", credentials(email, password));
    created.then().statusCode(201);
    assertNull(created.path("token"));
    assertNull(created.header("Device-Token"));
    assertNull(created.cookie("auth_token"));

    for (String login : LOGINS) {
      Response refused = post(login, credentials(email, password));
      assertProblem(refused, ErrorCode.EMAIL_NOT_VERIFIED);
      assertNull(refused.cookie("auth_token"));
      assertEquals(401, post(login, credentials(email, "wrong password")).statusCode());
    }
    // Each refusal sent a new mail, which voided the older ones.
    Link link = mailbox.await(email, "verify", 3).link();
    post("/api/auth/email/verify", Map.of("id", link.id(), "secret", link.secret()))
        .then()
        .statusCode(200);

    LOGINS.forEach(login -> post(login, credentials(email, password)).then().statusCode(200));
  }

  @Test
  void signUpDoesNotTellWhetherTheAddressHasAnAccount() {
    for (String signUp : SIGN_UPS) {
      String email = freshEmail();
      Response first = post(signUp, credentials(email, freshPassword()));
      verify(email);
      Response second = post(signUp, credentials(email, freshPassword()));

      assertEquals(201, first.statusCode());
      assertEquals(first.statusCode(), second.statusCode());
      assertEquals(first.asString(), second.asString());
      assertEquals(
          first.headers().asList().stream().map(header -> header.getName()).sorted().toList(),
          second.headers().asList().stream().map(header -> header.getName()).sorted().toList());
      mailbox.await(email, "forgot");
      assertEquals(1, Rows.users().where("email", email).size());
    }
  }

  @Test
  void theOwnerOfAnAddressIsNotFloodedBySignUps() {
    String email = freshEmail();
    post("/api/auth/signup", credentials(email, freshPassword()));
    verify(email);
    for (int number = 0; number < 8; number++) {
      post("/api/auth/signup", credentials(email, freshPassword()))
          .then()
          .statusCode(201)
          .body("message", equalTo("We sent you a mail. Follow its instructions to continue."));
    }
    mailbox.await(email, "forgot", 5);
    assertEquals(
        5, mailbox.to(email).stream().filter(mail -> mail.text().contains("/#/forgot")).count());
  }

  @Test
  void aPasswordThatViolatesThePolicyIsRefusedForEveryAddress() {
    String email = freshEmail();
    post("/api/auth/signup", credentials(email, freshPassword()));
    verify(email);
    for (String address : List.of(email, freshEmail())) {
      assertProblem(
          post("/api/auth/signup", credentials(address, "short")), ErrorCode.PASSWORD_TOO_SHORT);
      assertProblem(
          post("/api/auth/signup", credentials(address, "password1")),
          ErrorCode.PASSWORD_WELL_KNOWN);
    }
  }
}
