package io.vestibule.login;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static io.vestibule.testing.Api.withCookie;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of the password and their effect on sessions. */
@QuarkusTest
class PasswordChangeTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "{},                                                              INVALID_REQUEST",
    "[],                                                              INVALID_REQUEST",
    "{'current_password':'CURRENT'},                                  INVALID_REQUEST",
    "'{\"current_password\":7,\"new_password\":\"FRESH\"}',           INVALID_REQUEST",
    "{',                                                              MALFORMED_JSON",
    "'{\"current_password\":\"CURRENT\",\"new_password\":\"Hush-7\"}', PASSWORD_TOO_SHORT",
    "'{\"current_password\":\"CURRENT\",\"new_password\":\"password1\"}', PASSWORD_WELL_KNOWN",
    "'{\"current_password\":\"Hush-wrong\",\"new_password\":\"FRESH\"}', INVALID_PASSWORD",
  })
  void refusedRequests(String body, ErrorCode expected) {
    Person ada = register();

    Response answer =
        ada.request()
            .body(
                body.replace('\'', '"')
                    .replace("CURRENT", ada.password())
                    .replace("FRESH", freshPassword()))
            .post("/api/auth/password");

    Problems.assertProblem(answer, expected);
    post("/api/login", credentials(ada.email(), ada.password())).then().statusCode(200);
  }

  @Test
  void aChangeRequiresAValidSession() {
    Person ada = register();
    Map<String, String> change = change(ada.password(), freshPassword());
    Problems.assertProblem(post("/api/auth/password", change), ErrorCode.TOKEN_MISSING);

    ada.request().post("/api/auth/logout").then().statusCode(204);

    Problems.assertProblem(
        ada.request().body(change).post("/api/auth/password"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void onlyTheNewPasswordLogsIn() {
    Person ada = register();
    String newPassword = freshPassword();

    ada.request()
        .body(change(ada.password(), newPassword))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    post("/api/login", credentials(ada.email(), newPassword)).then().statusCode(200);
    Problems.assertProblem(
        post("/api/login", credentials(ada.email(), ada.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void otherSessionsEndAndTheCurrentOneStays() {
    Person ada = register();
    String cookie = cookieOf(ada);
    String other = tokenOf(ada);

    withCookie(cookie)
        .body(change(ada.password(), freshPassword()))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    withCookie(cookie).get("/api/user").then().statusCode(200);
    Problems.assertProblem(bearer(other).get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(ada.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void ofTwoConcurrentChangesOneWins() {
    Person ada = register();

    List<Response> answers =
        Concurrently.run(
            2,
            number ->
                json()
                    .header("Authorization", "Bearer " + ada.token())
                    .body(change(ada.password(), freshPassword()))
                    .post("/api/auth/password"));

    assertEquals(1, answers.stream().filter(answer -> answer.statusCode() == 204).count());
  }

  @Test
  void guessesOfTheCurrentPasswordAreThrottled() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          guesser(ada).body(change(freshPassword(), freshPassword())).post("/api/auth/password"),
          ErrorCode.INVALID_PASSWORD);
    }

    Problems.assertProblem(
        guesser(ada).body(change(ada.password(), freshPassword())).post("/api/auth/password"),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  private static io.restassured.specification.RequestSpecification guesser(Person person) {
    return Api.fromAddress("198.51.100.7").header("Authorization", "Bearer " + person.token());
  }

  private static Map<String, String> change(String current, String newPassword) {
    return Map.of("current_password", current, "new_password", newPassword);
  }
}
