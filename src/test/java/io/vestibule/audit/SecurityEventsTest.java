package io.vestibule.audit;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What an owner sees of the audit trail. */
@QuarkusTest
class SecurityEventsTest {
  @Inject AuditTrail trail;

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
          trail.erase(ada.userId()).await().indefinitely();
          ada.request().get("/api/user/security-events").then().body("events", hasSize(0));
        });
  }
}
