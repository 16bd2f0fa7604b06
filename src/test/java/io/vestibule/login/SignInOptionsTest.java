package io.vestibule.login;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInOptionsTest {
  @Test
  void theDefaultsAreOptionalVerificationAndNoCodes() {
    given()
        .get("/api/auth/options")
        .then()
        .statusCode(200)
        .body("verification", equalTo("optional"))
        .body("sign_in_code", is(false));
  }
}
