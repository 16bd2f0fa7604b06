package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The access log has nothing that a client chooses. */
@QuarkusTest
class AccessLogTest {
  private static final Logger LOG = Logger.getLogger(AccessLog.CATEGORY);
  private static final PatternFormatter FORMAT = new PatternFormatter("%m");
  private static final String FREE = "a.person@people.example";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(FORMAT.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(handler);
  }

  @Test
  void aRequestIsALineWithItsTemplate() {
    Person person = Api.register();
    person.request().get("/api/audio-file/{id}", "no-such-file").then().statusCode(404);

    assertLogged("method=POST uri=/api/register status=201 bytes=.*");
    assertLogged("method=GET uri=/api/audio-file/\\{file_id} status=404 bytes=.*");
    assertTrue(lines.stream().noneMatch(line -> line.contains("no-such-file")), lines::toString);
  }

  /** Quarkus finds the template at the failure, not before it (PathTemplateProcessor). */
  @Test
  void aRefusedTokenIsALineWithTheTemplate() {
    Api.json().header("Authorization", "Bearer broken").get("/api/audio-file/no-such-file");
    Api.json().header("Authorization", "Bearer broken").get("/api/user/profile");

    assertLogged("method=GET uri=/api/audio-file/\\{file_id} status=401 bytes=.*");
    assertLogged("method=GET uri=/api/user/profile status=401 bytes=.*");
    assertTrue(lines.stream().noneMatch(line -> line.contains("no-such-file")), lines::toString);
  }

  @Test
  void queriesUnknownPathsAndMethodsAreNotLogged() {
    Api.json().get("/api/admin/users?email=" + FREE).then().statusCode(401);
    Api.json().get("/api/" + FREE).then().statusCode(404);
    Api.json().get("/api//" + FREE).then().statusCode(400);
    RestAssured.given().request("X-SECRET", "/api/user");

    for (String status : List.of("401", "404", "400")) {
      assertLogged("method=GET uri=/\\S+ status=" + status + " bytes=.*");
    }
    assertLogged("method=GET uri=/unmatched status=404 bytes=.*");
    assertLogged("method=OTHER uri=/.*");
    assertTrue(
        lines.stream().noneMatch(line -> line.contains("person") || line.contains("SECRET")),
        lines::toString);
  }

  /** The line is written after the answer has been sent. */
  private void assertLogged(String pattern) {
    Eventually.holds(
        () ->
            assertTrue(
                lines.stream().anyMatch(line -> line.matches(pattern)),
                () -> pattern + " is not in " + lines));
  }
}
