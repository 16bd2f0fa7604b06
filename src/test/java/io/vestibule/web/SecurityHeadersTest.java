package io.vestibule.web;

import static io.restassured.RestAssured.given;
import static io.vestibule.testing.Api.register;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every API answer says about itself. */
@QuarkusTest
class SecurityHeadersTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GET,  /api/health",
    "GET,  /api/user",
    "GET,  /api/nowhere",
    "PUT,  /api/login",
    "GET,  /.well-known/jwks.json",
  })
  void everyAnswer(String method, String path) {
    given()
        .request(method, path)
        .then()
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
        .header("Strict-Transport-Security", nullValue());
  }

  @Test
  void nobodyKeepsAnAnswerThatDoesNotSaySo() {
    Response own = register().request().get("/api/user");
    own.then().statusCode(200).header("Cache-Control", equalTo("no-store"));

    given().get("/.well-known/jwks.json").then().header("Cache-Control", containsString("max-age"));
  }

  @Test
  void tlsIsInsistedOnWhereItIsUsed() {
    given()
        .header("X-Forwarded-Proto", "https")
        .get("/api/health")
        .then()
        .header("Strict-Transport-Security", equalTo("max-age=31536000"));
  }

  @Test
  void pagesHaveRulesOfTheirOwn() {
    given().get("/q/health").then().header("Content-Security-Policy", nullValue());
  }
}
