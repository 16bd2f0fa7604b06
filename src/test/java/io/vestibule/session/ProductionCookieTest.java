package io.vestibule.session;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies with their production names, and requests from an origin that the operator named. */
@QuarkusTest
@TestProfile(StrictProfile.class)
class ProductionCookieTest {
  private static final String COOKIE = "__Host-auth_token";

  @Test
  void bothCookiesMeetTheRulesOfTheHostPrefix() {
    Person ada = register();

    List<String> cookies = logIn(ada).headers().getValues("Set-Cookie");

    assertEquals(2, cookies.size());
    assertTrue(cookies.get(0).startsWith(COOKIE + "="));
    assertTrue(cookies.get(1).startsWith("__Host-device="));
    for (String cookie : cookies) {
      List<String> attributes = List.of(cookie.toLowerCase(Locale.ROOT).split("; *"));
      assertTrue(
          attributes.containsAll(List.of("secure", "httponly", "path=/", "samesite=strict")),
          attributes::toString);
      assertTrue(attributes.stream().noneMatch(attribute -> attribute.startsWith("domain")));
    }
  }

  @Test
  void aCookieOfTheDevelopmentNameIsIgnored() {
    String token = logIn(register()).cookie(COOKIE);

    json().cookie(COOKIE, token).get("/api/user").then().statusCode(200);
    Problems.assertProblem(
        json().cookie("auth_token", token).get("/api/user"), ErrorCode.TOKEN_MISSING);
  }

  @ParameterizedTest(name = "{0} {1}, Sec-Fetch-Site {2}, Origin {3}: {4}")
  @CsvSource({
    "PATCH,  /api/user,         same-site,  https://app.vestibule.test, 200",
    "POST,   /api/auth/refresh, same-site,  https://app.vestibule.test, 200",
    "POST,   /api/auth/logout,  same-site,  https://app.vestibule.test, 204",
    "PATCH,  /api/user,         cross-site, https://app.vestibule.test, 200",
    "PATCH,  /api/user,         -,          https://app.vestibule.test, 200",
    "PATCH,  /api/user,         same-site,  -,                          403",
    "PATCH,  /api/user,         same-site,  https://evil.vestibule.test, 403",
    "PATCH,  /api/user,         cross-site, https://evil.example,       403",
    "PATCH,  /api/user,         same-site,  https://app.vestibule.test.evil.example, 403",
    "PATCH,  /api/user,         same-site,  http://app.vestibule.test,  403",
    "PATCH,  /api/user,         cross-site, null,                       403",
  })
  void anUnsafeRequestWithTheCookie(
      String method, String path, String site, String origin, int expected) {
    var request =
        json().cookie(COOKIE, logIn(register()).cookie(COOKIE)).body(Map.of("name", "Ada"));
    if (!site.equals("-")) {
      request.header("Sec-Fetch-Site", site);
    }
    if (!origin.equals("-")) {
      request.header("Origin", origin);
    }

    Response answer = request.request(method, path);
    if (expected == 403) {
      Problems.assertProblem(answer, ErrorCode.CROSS_SITE);
    } else {
      answer.then().statusCode(expected);
    }
  }

  @ParameterizedTest(name = "{0} with Origin {1}: {2}")
  @CsvSource({
    "GET,     https://app.vestibule.test,  200",
    "GET,     own,                         200",
    "GET,     https://evil.vestibule.test, 403",
    "GET,     null,                        403",
    "OPTIONS, https://app.vestibule.test,  200",
    "OPTIONS, https://evil.vestibule.test, 403",
  })
  void anOriginThatIsNotNamedGetsTheErrorForm(String method, String origin, int expected) {
    String own = RestAssured.baseURI + ":" + RestAssured.port;
    Response answer =
        json()
            .header("Origin", origin.equals("own") ? own : origin)
            .header("Access-Control-Request-Method", "PATCH")
            .request(method, "/api/health");

    if (expected == 403) {
      Problems.assertProblem(answer, ErrorCode.CROSS_SITE);
      assertNull(answer.header("Access-Control-Allow-Origin"));
    } else {
      answer.then().statusCode(expected);
    }
  }

  private static Response logIn(Person person) {
    Response answer =
        json()
            .header("Origin", StrictProfile.NAMED_ORIGIN)
            .header("Sec-Fetch-Site", "same-site")
            .body(credentials(person.email(), person.password()))
            .post("/api/auth/login");
    answer.then().statusCode(200);
    return answer;
  }
}
