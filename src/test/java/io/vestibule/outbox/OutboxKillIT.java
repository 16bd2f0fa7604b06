package io.vestibule.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.KillableService;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.SmtpServer;
import io.vestibule.testing.SmtpServer.Step;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code kill -9} of the packaged service at each step of a conversation with the mail server. */
@QuarkusIntegrationTest
class OutboxKillIT {
  private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: (<.+>)$");
  private static final int PATIENCE_SECONDS = 180;

  DevServicesContext context;

  private SmtpServer server;
  private KillableService killable;

  @BeforeEach
  void start() {
    int port = SmtpServer.freePort();
    server = SmtpServer.listening(port);
    killable =
        // The only mail is the one that the test asks for.
        new KillableService(context, "vestibule-killed-outbox")
            .set("QUARKUS_MAILER_HOST", "127.0.0.1")
            .set("QUARKUS_MAILER_PORT", Integer.toString(port))
            .set("QUARKUS_MAILER_START_TLS", "DISABLED")
            .set("VESTIBULE_MAIL_FROM", "no-reply@example.org")
            .set("VESTIBULE_MAIL_TIMEOUT", "4S")
            .set("VESTIBULE_OUTBOX_FIRST_DELAY", "0.3S");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void mailOfAKilledServiceArrivesFromTheNextOne(Step step) throws InterruptedException {
    String email = Api.freshEmail();
    server.answer(step, SmtpServer.HANG);
    try (RunningService service = killable.start()) {
      causeMail(service.address(), email);
      Eventually.within(PATIENCE_SECONDS, () -> assertTrue(server.connections() > 0));
      if (step == Step.CONTENT) {
        Eventually.within(PATIENCE_SECONDS, () -> assertTrue(mails(email) > 0));
      }
      KillableService.kill(service);
    }

    int before = mails(email);
    server.mend();
    try (RunningService next = killable.start()) {
      Eventually.within(PATIENCE_SECONDS, () -> assertTrue(mails(email) > before));
      Eventually.within(PATIENCE_SECONDS, () -> assertEquals(0, killable.messages()));
      assertTrue(next.process().isAlive());
    }
    List<String> ids =
        server.messages().stream()
            .flatMap(mail -> MESSAGE_ID.matcher(mail).results())
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertEquals(1, ids.size(), ids::toString);
  }

  private int mails(String email) {
    return (int) server.messages().stream().filter(mail -> mail.contains("To: " + email)).count();
  }

  /** A password change of an account with a verified address. */
  private void causeMail(URI address, String email) {
    String password = Api.freshPassword();
    Response registered =
        KillableService.at(address).body(Api.credentials(email, password)).post("/api/register");
    assertEquals(201, registered.statusCode());
    killable.setOfUser(registered.path("user_id"), "emailVerified", AttributeValue.fromBool(true));
    int changed =
        KillableService.at(address)
            .header("Authorization", "Bearer " + registered.path("token"))
            .body(Map.of("current_password", password, "new_password", Api.freshPassword()))
            .post("/api/auth/password")
            .statusCode();
    assertEquals(204, changed);
  }
}
