package io.vestibule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Together;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * More logins at once than the hashing pool takes: each gets an answer, and nobody else notices.
 * How fast that goes is the matter of {@code bench/logins-and-reads.sh}.
 */
@QuarkusTest
class LoginLoadTest {
  private static final int LOGINS = 64;
  private static final int READERS = 4;

  @Test
  void profilesAreReadWhileSixtyFourLogIn() {
    Person person = Api.register();
    person.request().get("/api/user/profile").then().statusCode(200);
    AtomicInteger loginsLeft = new AtomicInteger(LOGINS);
    AtomicInteger reads = new AtomicInteger();

    List<Response> answers =
        Together.run(
            LOGINS + READERS,
            number -> {
              if (number < LOGINS) {
                try {
                  return logIn(person);
                } finally {
                  loginsLeft.decrementAndGet();
                }
              }
              Response read;
              do {
                read = person.request().get("/api/user/profile");
                reads.incrementAndGet();
              } while (read.statusCode() == 200 && loginsLeft.get() > 0);
              return read;
            });

    List<Response> logins = answers.subList(0, LOGINS);
    logins.stream()
        .filter(login -> login.statusCode() != 200)
        .forEach(login -> Problems.assertProblem(login, ErrorCode.UNAVAILABLE));
    assertTrue(logins.stream().anyMatch(login -> login.statusCode() == 200));
    answers.subList(LOGINS, answers.size()).forEach(read -> assertEquals(200, read.statusCode()));
    assertTrue(reads.get() > READERS, "reads were answered in between");
    assertEquals(200, logIn(person).statusCode());
  }

  /** Sign-ups share the pool; the one who is told to come back has left nothing. */
  @Test
  void whoFindsTheQueueFullAtSignUpCanComeBack() {
    List<String> emails = java.util.stream.Stream.generate(Api::freshEmail).limit(LOGINS).toList();
    String password = Api.freshPassword();

    List<Response> answers =
        Together.run(
            LOGINS,
            number -> Api.post("/api/register", Api.credentials(emails.get(number), password)));

    for (int number = 0; number < LOGINS; number++) {
      Response answer = answers.get(number);
      if (answer.statusCode() == 201) {
        continue;
      }
      Problems.assertProblem(answer, ErrorCode.UNAVAILABLE);
      Api.post("/api/register", Api.credentials(emails.get(number), password))
          .then()
          .statusCode(201);
    }
  }

  private static Response logIn(Person person) {
    return Api.post("/api/login", Api.credentials(person.email(), person.password()));
  }
}
