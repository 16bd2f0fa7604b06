package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.Rows;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The scenarios of {@link MutationScenarios} for sign-in by redirect. */
final class RedirectScenarios {
  /** A safe method by the protocol, which changes data nevertheless. */
  static final String GET_CALLBACK = "GET /api/auth/callback/{name}";

  private static final String CALLBACK = "/api/auth/callback/lab";
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private RedirectScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario(GET_CALLBACK, "", test -> getCallback(test.lab)),
        new Scenario("POST /api/auth/callback/{name}", "", test -> postCallback(test.lab)),
        new Scenario("POST /api/auth/token", "", test -> exchange(test.lab)));
  }

  private static Call getCallback(TestIssuer lab) {
    String subject = UUID.randomUUID().toString();
    Response start = start("");
    String query = lab.answer(start.header("Location"), subject);
    return new Call(
        "GET " + CALLBACK + "?" + query, cookie(start), "", () -> assertSignedIn(lab, subject));
  }

  private static Call postCallback(TestIssuer lab) {
    String subject = UUID.randomUUID().toString();
    Response start = start("");
    return new Call(
        "POST " + CALLBACK,
        cookie(start) + "Content-Type: application/x-www-form-urlencoded\r\n",
        lab.answer(start.header("Location"), subject),
        () -> assertSignedIn(lab, subject));
  }

  private static Call exchange(TestIssuer lab) {
    String subject = UUID.randomUUID().toString();
    Response start =
        start(
            "?return_to="
                + ExternalIssuers.APP
                + "&code_challenge_method=S256&code_challenge="
                + CHALLENGE);
    String end =
        RestAssured.given()
            .redirects()
            .follow(false)
            .urlEncodingEnabled(false)
            .cookies(start.cookies())
            .get(CALLBACK + "?" + lab.answer(start.header("Location"), subject))
            .header("Location");
    String code = end.replaceFirst(".*code=", "");
    return new Call(
        "POST",
        "/api/auth/token",
        (Api.Person) null,
        Map.of("code", code, "code_verifier", VERIFIER),
        () -> assertSignedIn(lab, subject));
  }

  private static Response start(String query) {
    Response start =
        RestAssured.given()
            .redirects()
            .follow(false)
            .urlEncodingEnabled(false)
            .get("/api/auth/login/lab" + query);
    start.then().statusCode(302);
    return start;
  }

  private static String cookie(Response start) {
    return "Cookie: __Host-sign-in=" + start.cookie("__Host-sign-in") + "\r\n";
  }

  private static void assertSignedIn(TestIssuer lab, String subject) {
    String userId =
        Rows.logins()
            .find("oidc:" + lab.issuer() + "#" + subject)
            .orElseThrow(() -> new AssertionError("no account"))
            .get("user_id")
            .s();
    assertTrue(
        Rows.securityEvents().where("user_id", userId).stream()
            .anyMatch(event -> event.get("act").s().equals("login")),
        "the login is not in the audit log");
  }
}
