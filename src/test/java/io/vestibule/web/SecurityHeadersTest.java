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
import org.junit.jupiter.params.provider.ValueSource;

/** The security headers of answers. */
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
  void answersAreNotCachedUnlessTheySaySo() {
    Response own = register().request().get("/api/user");
    own.then().statusCode(200).header("Cache-Control", equalTo("no-store"));

    given().get("/.well-known/jwks.json").then().header("Cache-Control", containsString("max-age"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/health", "/", "/console/app.js", "/console/mark.svg", "/nowhere"})
  void hstsIsSentOverTls(String path) {
    given()
        .header("X-Forwarded-Proto", "https")
        .get(path)
        .then()
        .header("Strict-Transport-Security", equalTo("max-age=31536000"));
  }

  @Test
  void logOutClearsTheCache() {
    given()
        .post("/api/auth/logout")
        .then()
        .statusCode(204)
        .header("Clear-Site-Data", equalTo("\"cache\""));
  }

  @Test
  void pagesHaveTheirOwnPolicy() {
    given().get("/q/health").then().header("Content-Security-Policy", nullValue());
  }
}
