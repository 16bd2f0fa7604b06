package io.vestibule.login;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import org.junit.jupiter.api.Test;

/** Both doors open to one account (seeds 000 and 003). */
@QuarkusTest
class FrontDoorsTest {
  @Test
  void whoSignedUpAtTheBrowsersDoorLogsInAtTheApps() {
    String email = freshEmail();
    String password = freshPassword();

    post("/api/auth/signup", credentials(email, password))
        .then()
        .statusCode(201)
        .body("message", equalTo("User created"))
        .body("token", matchesPattern("vst_[0-9a-f]{72}"));
    post("/api/login", credentials(email, password))
        .then()
        .statusCode(200)
        .body("user.email", equalTo(email))
        .body("key_salt", matchesPattern("[0-9a-f]{64}"));
  }

  @Test
  void aWrongPasswordIsAnsweredInEachDoorsOwnWords() {
    String email = freshEmail();
    post("/api/register", credentials(email, freshPassword())).then().statusCode(201);

    Problems.assertProblem(
        post("/api/login", credentials(email, freshPassword())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    Problems.assertProblem(
        post("/api/auth/login", credentials(email, freshPassword())),
        ErrorCode.INVALID_CREDENTIALS);
  }
}
