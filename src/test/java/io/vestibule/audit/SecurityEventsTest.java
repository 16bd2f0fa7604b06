package io.vestibule.audit;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an owner sees of the audit trail. */
@QuarkusTest
class SecurityEventsTest {
  @Inject AuditTrail trail;
  @Inject AuditPersonalData data;

  /** DynamoDB may take days to remove it. */
  @Test
  void whatHasExpiredIsNotShown() {
    Person ada = register();
    Rows.securityEvents()
        .put(
            Map.of(
                "user_id", AttributeValue.fromS(ada.userId()),
                "event_id", AttributeValue.fromS("2026-01-01T00:00:00.000Z-old"),
                "time", AttributeValue.fromS("2026-01-01T00:00:00Z"),
                "act", AttributeValue.fromS("erasure"),
                "outcome", AttributeValue.fromS("refused"),
                "expires_at", AttributeValue.fromN("1767225600")));

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", contains("sign-up")));
    ada.request()
        .get("/api/user/export")
        .then()
        .body("security_events.act", not(hasItem("erasure")));
  }

  @Test
  void aWrongPasswordIsSeenWithItsAddress() {
    Person ada = register();
    fromAddress("192.0.2.44")
        .body(credentials(ada.email(), freshPassword()))
        .post("/api/login")
        .then()
        .statusCode(401);

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .statusCode(200)
                .body("events.act", contains("login", "sign-up"))
                .body("events[0].outcome", equalTo("refused"))
                .body("events[0].address", equalTo("192.0.2.44"))
                .body("events[0].time", notNullValue()));
  }

  @Test
  void whereverAPasswordIsAskedAWrongOneIsSeen() {
    Person ada = register();
    Map<String, String> wrong = Map.of("password", freshPassword());
    ada.request().body(wrong).post("/api/user/recovery-key").then().statusCode(401);
    ada.request()
        .body(Map.of("password", freshPassword(), "file_id", UUID.randomUUID().toString()))
        .post("/api/decrypt-audio")
        .then()
        .statusCode(401);
    ada.request().body(wrong).delete("/api/user").then().statusCode(401);
    ada.request()
        .body(Map.of("password", ada.password()))
        .post("/api/user/recovery-key")
        .then()
        .statusCode(201);

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body(
                    "events.collect { it.act + ' ' + it.outcome }",
                    hasItems(
                        "recovery-key refused",
                        "decryption refused",
                        "erasure refused",
                        "recovery-key done")));
  }

  @Test
  void aLoginNamesItsSession() {
    Person ada = register();
    String token = tokenOf(ada);
    String session =
        io.vestibule.testing.Api.bearer(token).get("/api/auth/session").path("session.session_id");

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body("events.session_id", hasItem(session)));
  }

  @Test
  void nobodySeesSomebodyElses() {
    Person ada = register();
    Person eve = register();
    tokenOf(ada);

    Eventually.holds(
        () -> ada.request().get("/api/user/security-events").then().body("events", hasSize(2)));
    eve.request().get("/api/user/security-events").then().body("events", hasSize(1));
  }

  @Test
  void theLastFiftyAreShown() {
    Person ada = register();
    for (int number = 0; number < 60; number++) {
      trail.record(SecurityEvent.done(SecurityAct.EXPORT, ada.userId()).from("192.0.2.1"));
    }

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body("events", hasSize(50))
                .body("events.findAll { it.act == 'sign-up' }", hasSize(0)));
  }

  @Test
  void anErasureLeavesNothing() {
    Person ada = register();
    for (int number = 0; number < 60; number++) {
      trail.record(SecurityEvent.done(SecurityAct.EXPORT, ada.userId()));
    }
    Eventually.holds(
        () -> ada.request().get("/api/user/security-events").then().body("events", hasSize(50)));

    Eventually.holds(
        () -> {
          data.erase(ada.userId()).await().indefinitely();
          ada.request().get("/api/user/security-events").then().body("events", hasSize(0));
        });
  }
}
