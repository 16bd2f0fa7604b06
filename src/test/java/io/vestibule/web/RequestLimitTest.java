package io.vestibule.web;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.Management;
import io.vestibule.testing.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that are off in dev mode and in other tests: limits by client address, and CORS. */
@QuarkusTest
@TestProfile(RequestLimitTest.Production.class)
class RequestLimitTest {
  /** Limits small enough to reach, over times that no machine is too slow for. */
  public static class Production implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "vestibule.request-limit.enabled", "true",
          "vestibule.request-limit.requests", "20",
          "vestibule.request-limit.period", "1000D",
          "vestibule.throttle.sign-ups", "true",
          "vestibule.throttle.sign-up-limit", "3",
          "vestibule.throttle.sign-up-window", "1000D",
          "quarkus.http.cors.enabled", "true",
          "quarkus.http.cors.origins", "https://app.example");
    }
  }

  @Test
  void anAddressOverTheLimitIsToldToWait() {
    for (int request = 0; request < 20; request++) {
      fromAddress("192.0.2.1").get("/api/health").then().statusCode(200);
    }

    Response refused = fromAddress("192.0.2.1").get("/api/health");

    Problems.assertProblem(refused, ErrorCode.TOO_MANY_REQUESTS);
    refused
        .then()
        .header("Retry-After", matchesPattern("[0-9]+"))
        .header("X-Content-Type-Options", equalTo("nosniff"));
    fromAddress("192.0.2.2").get("/api/health").then().statusCode(200);
    Management.get("/q/health/live").then().statusCode(200);
  }

  @Test
  void signUpsPerAddressAreLimited() {
    for (int account = 0; account < 3; account++) {
      signUp("192.0.2.3", "/api/register").then().statusCode(201);
    }

    Response refused = signUp("192.0.2.3", "/api/auth/signup");

    Problems.assertProblem(refused, ErrorCode.TOO_MANY_ATTEMPTS);
    refused.then().header("Retry-After", matchesPattern("[1-9][0-9]*"));
    signUp("192.0.2.4", "/api/register").then().statusCode(201);
  }

  @Test
  void aConfiguredOriginMaySendCredentialsAndLogIn() {
    fromAddress("192.0.2.5")
        .header("Origin", "https://app.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type")
        .options("/api/login")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", equalTo("https://app.example"))
        .header("Access-Control-Allow-Credentials", equalTo("true"));
    fromAddress("192.0.2.5")
        .header("Origin", "https://app.example")
        .header("Sec-Fetch-Site", "cross-site")
        .body(credentials(freshEmail(), freshPassword()))
        .post("/api/register")
        .then()
        .statusCode(201)
        .header("Access-Control-Allow-Origin", equalTo("https://app.example"));
  }

  /** A cached answer without CORS headers, or with those of one origin, must not reach another. */
  @Test
  void answersVaryByOrigin() {
    for (String path : new String[] {"/.well-known/jwks.json", "/api/health"}) {
      fromAddress("192.0.2.7")
          .get(path)
          .then()
          .header("Vary", containsStringIgnoringCase("origin"));
      fromAddress("192.0.2.7")
          .header("Origin", "https://app.example")
          .get(path)
          .then()
          .header("Vary", containsStringIgnoringCase("origin"))
          .header("Access-Control-Expose-Headers", containsStringIgnoringCase("etag"))
          .header("Access-Control-Expose-Headers", containsStringIgnoringCase("ratelimit"));
    }
  }

  @Test
  void anotherOriginIsRefused() {
    fromAddress("192.0.2.6")
        .header("Origin", "https://evil.example")
        .get("/api/health")
        .then()
        .statusCode(403)
        .header("Access-Control-Allow-Origin", nullValue());
  }

  private static Response signUp(String address, String door) {
    return fromAddress(address).body(credentials(freshEmail(), freshPassword())).post(door);
  }
}
