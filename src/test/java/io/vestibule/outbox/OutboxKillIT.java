package io.vestibule.outbox;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.SmtpServer;
import io.vestibule.testing.SmtpServer.Step;
import io.vestibule.testing.Stores;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code kill -9} of the packaged service at each step of a conversation with the mail server. */
@QuarkusIntegrationTest
class OutboxKillIT {
  private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: (<.+>)$");
  private static final int PATIENCE_SECONDS = 180;

  DevServicesContext context;

  private SmtpServer server;
  private Map<String, String> environment;

  @BeforeEach
  void start() {
    int port = SmtpServer.freePort();
    server = SmtpServer.listening(port);
    environment = new HashMap<>(Stores.environment(context));
    // The second process must be able to decrypt what the first one wrote.
    environment.putAll(RunningService.secrets());
    environment.put("QUARKUS_MAILER_HOST", "127.0.0.1");
    environment.put("QUARKUS_MAILER_PORT", Integer.toString(port));
    environment.put("QUARKUS_MAILER_START_TLS", "DISABLED");
    environment.put("VESTIBULE_MAIL_FROM", "no-reply@example.org");
    // The only mail is the one that the test asks for.
    environment.put("VESTIBULE_SIGN_UP_VERIFICATION", "off");
    environment.put("VESTIBULE_MAIL_TIMEOUT", "4S");
    environment.put("VESTIBULE_OUTBOX_TIMEOUT", "5S");
    environment.put("VESTIBULE_OUTBOX_LEASE", "8S");
    environment.put("VESTIBULE_OUTBOX_POLL_EVERY", "0.3S");
    environment.put("VESTIBULE_OUTBOX_FIRST_DELAY", "0.3S");
    environment.put("OUTBOX_TABLE", "vestibule-killed-outbox");
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
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
    try (RunningService service = RunningService.start(environment)) {
      causeMail(service.address(), email);
      Eventually.within(PATIENCE_SECONDS, () -> assertTrue(server.connections() > 0));
      if (step == Step.CONTENT) {
        Eventually.within(PATIENCE_SECONDS, () -> assertTrue(mails(email) > 0));
      }
      service.process().destroyForcibly().waitFor();
    }

    int before = mails(email);
    server.mend();
    try (RunningService next = RunningService.start(environment)) {
      Eventually.within(PATIENCE_SECONDS, () -> assertTrue(mails(email) > before));
      Eventually.within(PATIENCE_SECONDS, () -> assertEquals(0, rows()));
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
        given()
            .baseUri(address.toString())
            .contentType(ContentType.JSON)
            .body(Api.credentials(email, password))
            .post("/api/register");
    assertEquals(201, registered.statusCode());
    verify(registered.path("user_id"));
    int changed =
        given()
            .baseUri(address.toString())
            .contentType(ContentType.JSON)
            .header("Authorization", "Bearer " + registered.path("token"))
            .body(Map.of("current_password", password, "new_password", Api.freshPassword()))
            .post("/api/auth/password")
            .statusCode();
    assertEquals(204, changed);
  }

  private void verify(String userId) {
    try (DynamoDbAsyncClient client = client()) {
      client
          .updateItem(
              update ->
                  update
                      .tableName("vestibule-users")
                      .key(Map.of("user_id", AttributeValue.fromS(userId)))
                      .updateExpression("SET emailVerified = :yes")
                      .expressionAttributeValues(Map.of(":yes", AttributeValue.fromBool(true))))
          .join();
    }
  }

  private int rows() {
    try (DynamoDbAsyncClient client = client()) {
      return client
          .scan(scan -> scan.tableName("vestibule-killed-outbox").consistentRead(true))
          .join()
          .count();
    }
  }

  private DynamoDbAsyncClient client() {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_DYNAMODB")))
        .region(Region.of(environment.get("AWS_REGION")))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    environment.get("AWS_ACCESS_KEY_ID"),
                    environment.get("AWS_SECRET_ACCESS_KEY"))))
        .build();
  }
}
