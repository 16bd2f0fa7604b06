package io.vestibule.audiokey;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who gets the wrapped audio key, against which a password can be guessed offline. */
@QuarkusTest
class AudioKeyRouteTest {
  @Test
  void aSessionAloneDoesNotGiveTheAudioKey() {
    Person ada = register();

    for (Response answer :
        new Response[] {
          ada.request().get("/api/auth/session"),
          ada.request().get("/api/user"),
          ada.request().get("/api/user/export"),
          ada.request().post("/api/auth/refresh")
        }) {
      answer
          .then()
          .statusCode(200)
          .body("$", not(hasKey("audio_key")))
          .body("$", not(hasKey("key_salt")));
    }
  }

  @Test
  void thePasswordGivesTheSameKeyAsALogin() {
    Person ada = register();
    Response login = post("/api/login", credentials(ada.email(), ada.password()));

    Response answer = request(ada, ada.password());

    answer.then().statusCode(200);
    assertEquals(login.<Object>path("audio_key"), answer.path("audio_key"));
    assertEquals(ada.keySalt(), answer.path("key_salt"));
    answer.then().header("Cache-Control", equalTo("no-store"));
  }

  @Test
  void refusedRequests() {
    Person ada = register();

    Problems.assertProblem(
        post("/api/user/audio-key", Map.of("password", ada.password())), ErrorCode.TOKEN_MISSING);
    Problems.assertProblem(
        ada.request().body(Map.of()).post("/api/user/audio-key"), ErrorCode.PASSWORD_REQUIRED);
    Problems.assertProblem(request(ada, freshPassword()), ErrorCode.INVALID_PASSWORD);
    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body("events.findAll { it.outcome == 'refused' }.act", hasItem("decryption")));
  }

  @Test
  void guessesAreThrottled() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          from("198.51.100.17", ada, freshPassword()), ErrorCode.INVALID_PASSWORD);
    }

    Problems.assertProblem(from("198.51.100.17", ada, ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  private static Response from(String address, Person person, String password) {
    return fromAddress(address)
        .header("Authorization", "Bearer " + person.token())
        .body(Map.of("password", password))
        .post("/api/user/audio-key");
  }

  private static Response request(Person person, String password) {
    return person.request().body(Map.of("password", password)).post("/api/user/audio-key");
  }
}
