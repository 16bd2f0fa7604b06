package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that a page of another site makes a browser send. */
@QuarkusTest
class CrossSiteTest {
  private Person ada;
  private String cookie;

  @TestHTTPResource URI service;

  @BeforeEach
  void logIn() {
    ada = register();
    cookie = cookieOf(ada);
  }

  @ParameterizedTest(name = "Sec-Fetch-Site {0}, Origin {1}: {2}")
  @CsvSource({
    "cross-site,  https://evil.example, 403",
    "same-site,   https://evil.example, 403",
    "cross-site,  own,                  403",
    "cross-site,  -,                    403",
    "nonsense,    own,                  403",
    "-,           https://evil.example, 403",
    "-,           null,                 403",
    "-,           -,                    403",
    "same-origin, own,                  200",
    "none,        -,                    200",
    "-,           own,                  200",
  })
  void unsafeRequestWithACookie(String site, String origin, int expected) {
    Response answer =
        headers(json().cookie("auth_token", cookie), site, origin)
            .body(Map.of("name", "Ada"))
            .patch("/api/user");

    assertAnswer(answer, expected);
  }

  @ParameterizedTest(name = "Sec-Fetch-Site {0}, Origin {1}: {2}")
  @CsvSource({
    "cross-site,  https://evil.example, 200",
    "-,           https://evil.example, 200",
    "-,           -,                    200",
  })
  void unsafeRequestWithABearerToken(String site, String origin, int expected) {
    Response answer =
        headers(bearer(ada.token()), site, origin).body(Map.of("name", "Ada")).patch("/api/user");

    assertAnswer(answer, expected);
  }

  @ParameterizedTest(name = "{0}: Sec-Fetch-Site {1}, Origin {2}: {3}")
  @CsvSource({
    "/api/auth/login, cross-site,  https://evil.example, 403",
    "/api/auth/login, -,           https://evil.example, 403",
    "/api/login,      cross-site,  -,                    403",
    "/api/auth/login, same-origin, own,                  200",
    "/api/auth/login, -,           own,                  200",
    "/api/auth/login, -,           -,                    200",
    "/api/login,      -,           -,                    200",
  })
  void login(String door, String site, String origin, int expected) {
    Response answer =
        headers(json(), site, origin).body(credentials(ada.email(), ada.password())).post(door);

    assertAnswer(answer, expected);
  }

  @Test
  void safeRequestsWithACookieAreNotChecked() {
    json()
        .cookie("auth_token", cookie)
        .header("Sec-Fetch-Site", "cross-site")
        .get("/api/user")
        .then()
        .statusCode(200);
  }

  private RequestSpecification headers(RequestSpecification request, String site, String origin) {
    if (!site.equals("-")) {
      request.header("Sec-Fetch-Site", site);
    }
    if (!origin.equals("-")) {
      request.header(
          "Origin",
          origin.equals("own") ? "http://" + service.getHost() + ":" + service.getPort() : origin);
    }
    return request;
  }

  private static void assertAnswer(Response answer, int expected) {
    if (expected == 403) {
      Problems.assertProblem(answer, ErrorCode.CROSS_SITE);
    } else {
      answer.then().statusCode(expected);
    }
  }
}
