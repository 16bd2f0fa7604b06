package io.vestibule.mail;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.LeakReports;
import io.vestibule.testing.Rows;
import io.vestibule.testing.SmtpServer;
import io.vestibule.testing.SmtpServer.Step;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.TestIssuer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Owners of verified addresses learn of changes, even if the mail server was down at the time. */
@QuarkusTest
@TestProfile(MailProfile.class)
@QuarkusTestResource(ExternalIssuers.class)
class NoticesTest {
  private static final Pattern MESSAGE_ID = Pattern.compile("(?i)(?m)^Message-ID: (<.+>)$");
  private static final int PATIENCE_SECONDS = 180;

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  private SmtpServer server;

  @BeforeEach
  void start() {
    server = SmtpServer.listening(port);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Person verified() {
    Person person = Api.register();
    Rows.users().set(person.userId(), "emailVerified", AttributeValue.fromBool(true));
    return person;
  }

  private List<String> mailsTo(Person person) {
    return server.messages().stream()
        .filter(content -> content.contains("To: " + person.email()))
        .toList();
  }

  private void arrives(Person person, String subject) {
    Eventually.within(
        PATIENCE_SECONDS,
        () ->
            assertTrue(
                mailsTo(person).stream().anyMatch(mail -> mail.contains("Subject: " + subject)),
                () -> "no mail: " + subject));
  }

  private static void changePassword(Person person) {
    person
        .request()
        .body(Map.of("current_password", person.password(), "new_password", freshPassword()))
        .post("/api/auth/password")
        .then()
        .statusCode(204);
  }

  private static Response logIn(Person person, String device, String deviceToken) {
    var request = json().header("User-Agent", device);
    if (deviceToken != null) {
      request = request.header("Device-Token", deviceToken);
    }
    Response answer =
        request.body(credentials(person.email(), person.password())).post("/api/login");
    answer.then().statusCode(200);
    return answer;
  }

  @Test
  void changesAreReported() {
    Person person = verified();
    person.request().post("/api/user/api-token").then().statusCode(200);
    person
        .request()
        .body("{\"name\":\"Export\"}")
        .post("/api/user/api-keys")
        .then()
        .statusCode(201);
    person
        .request()
        .body(Map.of("password", person.password()))
        .post("/api/user/recovery-key")
        .then()
        .statusCode(201);
    changePassword(person);

    arrives(person, "A new API token was created");
    arrives(person, "An API key was created");
    arrives(person, "A recovery key was created");
    arrives(person, "Your password was changed");
    Eventually.holds(
        () -> assertEquals(List.of(), Rows.outbox().where("user_id", person.userId())));
  }

  @Test
  void theOwnerOfALeakedKeyIsTold() {
    Person person = verified();
    String secret =
        person.request().body("{\"name\":\"Export\"}").post("/api/user/api-keys").path("secret");

    LeakReports.send(LeakReports.of(secret)).then().statusCode(204);

    arrives(person, "An API key was found in public");
    assertTrue(mailsTo(person).stream().anyMatch(mail -> mail.contains("API key: Export")));
  }

  /** Each of these changes is one update; only together with its notice it is a transaction. */
  @Test
  void noticeIsWrittenInTheTransactionOfItsCause() {
    Person person = verified();
    assertTransaction(
        () ->
            person
                .request()
                .body(Map.of("password", person.password()))
                .post("/api/user/recovery-key")
                .then()
                .statusCode(201));
    assertTransaction(() -> changePassword(person));

    Person known = verified();
    beforeAnHour(known);
    assertTransaction(() -> logIn(known, "curl/8.1", null));
  }

  /** So that the sign-up is not recent. */
  private static void beforeAnHour(Person person) {
    Rows.users()
        .set(
            person.userId(),
            "createdAt",
            AttributeValue.fromS(Instant.now().minusSeconds(7200).toString()));
  }

  private static void assertTransaction(Runnable change) {
    List<String> requests = StoreFaults.requests(change);
    assertTrue(requests.contains("TransactWriteItems"), requests::toString);
  }

  @Test
  void languageIsThatOfTheRequest() {
    Person person = verified();
    person
        .request()
        .header("Accept-Language", "de-CH, en;q=0.5")
        .post("/api/user/api-token")
        .then()
        .statusCode(200);
    arrives(person, "Ein neues API-Token wurde erstellt");
  }

  @Test
  void linkedAndUnlinkedIdentitiesAreReported() {
    try (TestIssuer issuer = TestIssuer.listening(ExternalIssuers.LAB)) {
      Person person = verified();
      String token = issuer.token(UUID.randomUUID().toString(), claims -> {});
      Response linked = person.request().body(Map.of("token", token)).post("/api/user/identities");
      linked.then().statusCode(200);
      arrives(person, "A sign-in method was added");

      // Linked already: nothing changes.
      person
          .request()
          .body(Map.of("token", token))
          .post("/api/user/identities")
          .then()
          .statusCode(200);
      person
          .request()
          .delete("/api/user/identities/" + linked.path("identities[1].id"))
          .then()
          .statusCode(204);
      arrives(person, "A sign-in method was removed");
      assertEquals(
          1,
          mailsTo(person).stream()
              .filter(mail -> mail.contains("A sign-in method was added"))
              .filter(mail -> mail.contains("Subject: A sign-in method was added"))
              .count());
    }
  }

  @Test
  void loginFromANewDeviceIsReportedOnce() {
    Person person = verified();
    String firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    String known = logIn(person, firefox, null).header("Device-Token");
    assertEquals(List.of(), Rows.outbox().where("user_id", person.userId()), "just signed up");

    beforeAnHour(person);
    logIn(person, firefox, known);
    logIn(person, firefox, null);
    arrives(person, "Login from a new device");
    assertEquals(1, mailsTo(person).size());
    assertTrue(mailsTo(person).get(0).contains("Device: Firefox on Linux"));

    logIn(person, "call+49-30-1234 now at https://evil.example/", null);
    Eventually.within(
        PATIENCE_SECONDS, () -> assertEquals(2, mailsTo(person).size(), "another device"));
    assertFalse(mailsTo(person).get(1).contains("evil"));
  }

  @Test
  void unverifiedAddressGetsNothing() {
    Person person = Api.register();
    changePassword(person);
    assertEquals(List.of(), Rows.outbox().where("user_id", person.userId()));
  }

  @Test
  void serverThatIsDownDelaysTheMailAndNothingElse() {
    server.close();
    Person person = verified();
    changePassword(person);
    Eventually.within(
        PATIENCE_SECONDS,
        () ->
            assertTrue(
                Rows.outbox().where("user_id", person.userId()).stream()
                    .anyMatch(row -> Integer.parseInt(row.get("attempts").n()) > 2)));
    Map<String, AttributeValue> row = Rows.outbox().where("user_id", person.userId()).get(0);
    assertFalse(row.toString().contains(person.email()));

    server = SmtpServer.listening(port);
    arrives(person, "Your password was changed");
    Eventually.holds(
        () -> assertEquals(List.of(), Rows.outbox().where("user_id", person.userId())));
  }

  /** The server has the mail, but its answer is lost: the mail is sent again. */
  @Test
  void repeatHasTheSameMessageId() {
    server.answer(Step.CONTENT, SmtpServer.CLOSE);
    Person person = verified();
    changePassword(person);
    Eventually.within(PATIENCE_SECONDS, () -> assertTrue(mailsTo(person).size() > 1));
    server.mend();
    Eventually.within(
        PATIENCE_SECONDS,
        () -> assertEquals(List.of(), Rows.outbox().where("user_id", person.userId())));

    List<String> ids =
        mailsTo(person).stream()
            .flatMap(mail -> MESSAGE_ID.matcher(mail).results())
            .map(MatchResult::group)
            .toList();
    assertTrue(ids.size() > 2, ids::toString);
    assertEquals(1, ids.stream().distinct().count(), ids::toString);
  }
}
