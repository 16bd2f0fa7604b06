package io.vestibule.audit;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.StoreFaults;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The audit log lines for operators. */
@QuarkusTest
class AuditLogTest {
  private static final Logger AUDIT = Logger.getLogger("vestibule.audit");

  @Inject AuditTrail trail;

  private final Lines lines = new Lines();

  @BeforeEach
  void listen() {
    AUDIT.addHandler(lines);
  }

  @AfterEach
  void stop() {
    AUDIT.removeHandler(lines);
  }

  @Test
  void wrongPasswordIsOneLineWithMdcMembers() {
    Person ada = register();
    fromAddress("192.0.2.77")
        .body(credentials(ada.email(), freshPassword()))
        .post("/api/login")
        .then()
        .statusCode(401);

    assertEquals(
        "act=login outcome=refused user_id=" + ada.userId() + " address=192.0.2.77",
        lines.last().message());
    assertEquals("refused", lines.last().members().get("outcome"));
    assertEquals(ada.userId(), lines.last().members().get("user_id"));
  }

  @Test
  void externalIdCannotStartALineOfItsOwn() {
    trail.record(SecurityEvent.done(SecurityEventType.LOGIN, "a\nact=erasure outcome=done"));

    assertEquals(
        "act=login outcome=done user_id=a?act=erasure?outcome=done", lines.last().message());
  }

  @Test
  void everyRefusedAttemptIsALine() {
    for (int number = 0; number < 5; number++) {
      trail.record(
          SecurityEvent.of(SecurityEventType.LOGIN, Outcome.REFUSED, "user-of-this-test")
              .from("2001:db8::7"));
    }

    assertEquals(
        5,
        lines.all.stream()
            .filter(
                line ->
                    line.message()
                        .equals(
                            "act=login outcome=refused user_id=user-of-this-test"
                                + " address=2001:db8::7"))
            .count());
  }

  @Test
  void unavailableStoreNeitherBlocksNorLosesEvents() {
    Person ada = register();
    StoreFaults.failing(
        () -> SdkClientException.create("injected by a test"),
        () -> {
          for (int number = 0; number < 40; number++) {
            trail.record(SecurityEvent.done(SecurityEventType.EXPORT, ada.userId()));
          }
          return null;
        });

    Eventually.holds(
        () ->
            assertEquals(
                40,
                ada
                    .request()
                    .get("/api/user/security-events")
                    .<List<String>>path("events.act")
                    .stream()
                    .filter("export"::equals)
                    .count()));
    assertTrue(lines.all.size() >= 40);
  }

  private record Line(String message, Map<String, String> members) {}

  private static final class Lines extends Handler {
    private final List<Line> all = new CopyOnWriteArrayList<>();

    Line last() {
      return all.get(all.size() - 1);
    }

    @Override
    public void publish(LogRecord logged) {
      all.add(new Line(logged.getMessage(), ExtLogRecord.wrap(logged).getMdcCopy()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
