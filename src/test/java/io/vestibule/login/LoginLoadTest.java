package io.vestibule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * More concurrent logins than the hashing pool accepts: each gets an answer, and reads are not
 * delayed. {@code bench/logins-and-reads.sh} measures the speed.
 */
@QuarkusTest
class LoginLoadTest {
  private static final int LOGINS = 64;
  private static final int PEOPLE = 8;
  private static final int READERS = 4;

  @Test
  void profilesAreReadWhileSixtyFourLogIn() {
    // Fewer logins of one account from one address than the throttle allows to be in progress.
    List<Person> people = Stream.generate(Api::register).limit(PEOPLE).toList();
    Person person = people.get(0);
    person.request().get("/api/user/profile").then().statusCode(200);
    AtomicInteger loginsLeft = new AtomicInteger(LOGINS);
    AtomicInteger reads = new AtomicInteger();

    List<Response> answers =
        Concurrently.run(
            LOGINS + READERS,
            number -> {
              if (number < LOGINS) {
                try {
                  return logIn(people.get(number % PEOPLE));
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

  /** Sign-ups use the same pool; a refused one leaves no data. */
  @Test
  void aSignUpRefusedByAFullQueueCanBeRepeated() {
    List<String> emails = Stream.generate(Api::freshEmail).limit(LOGINS).toList();
    String password = Api.freshPassword();

    List<Response> answers =
        Concurrently.run(
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
