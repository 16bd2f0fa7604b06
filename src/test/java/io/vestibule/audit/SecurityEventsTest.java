package io.vestibule.audit;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The security events that a user can see. */
@QuarkusTest
class SecurityEventsTest {
  @Inject AuditTrail trail;
  @Inject AuditPersonalData data;
  @Inject Dynamo dynamo;
  @Inject TablesConfig tables;
  @Inject AuditConfig config;
  @Inject InstantSource clock;

  /** DynamoDB may take days to remove expired items. */
  @Test
  void expiredEventsAreNotShown() {
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
  void wrongPasswordIsShownWithItsAddress() {
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
  void wrongPasswordsOfEveryRouteAreShown() {
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
  void loginEventHasItsSessionId() {
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
  void usersSeeOnlyTheirOwnEvents() {
    Person ada = register();
    Person eve = register();
    tokenOf(ada);

    Eventually.holds(
        () -> ada.request().get("/api/user/security-events").then().body("events", hasSize(2)));
    eve.request().get("/api/user/security-events").then().body("events", hasSize(1));
  }

  @Test
  void pagesFollowTheCursor() {
    Person ada = register();
    for (int number = 0; number < 60; number++) {
      trail.record(SecurityEvent.done(SecurityEventType.EXPORT, ada.userId()).from("192.0.2.1"));
    }

    Eventually.holds(() -> assertEquals(61, all(ada, 25).size(), "60 exports and the sign-up"));
    Response first = ada.request().get("/api/user/security-events");
    first.then().body("events", hasSize(50)).body("next_cursor", notNullValue());
    assertEquals("sign-up", all(ada, 25).get(60).get("act"));
    List<Object> times = all(ada, 25).stream().map(event -> event.get("time")).toList();
    assertEquals(
        times.stream().sorted(Comparator.comparing(Object::toString).reversed()).toList(), times);
  }

  @Test
  void invalidLimitsAndCursorsAreRefused() {
    Person ada = register();
    Person eve = register();
    for (int number = 0; number < 3; number++) {
      trail.record(SecurityEvent.done(SecurityEventType.EXPORT, eve.userId()));
    }
    Eventually.holds(() -> assertEquals(4, all(eve, 100).size()));
    String cursorOfEve = eve.request().get("/api/user/security-events?limit=1").path("next_cursor");

    for (String limit : List.of("0", "101", "x")) {
      assertProblem(
          ada.request().get("/api/user/security-events?limit=" + limit), ErrorCode.INVALID_REQUEST);
    }
    for (String cursor : List.of("x", cursorOfEve)) {
      assertProblem(
          ada.request().get("/api/user/security-events?cursor=" + cursor),
          ErrorCode.INVALID_CURSOR);
    }
  }

  /** A stranger's attempts are one entry for each address and hour. */
  @Test
  void refusedAttemptsAreFoldedAndCounted() {
    Person ada = register();
    SecurityEvent attempt =
        SecurityEvent.of(SecurityEventType.LOGIN, Outcome.REFUSED, ada.userId());
    for (int number = 0; number < 300; number++) {
      trail.record(attempt.from("192.0.2." + number % 3));
      trail.record(attempt.from("2001:db8::" + number));
    }
    trail.record(
        SecurityEvent.of(SecurityEventType.ERASURE, Outcome.REFUSED, ada.userId())
            .inSession("own-session"));

    Eventually.holds(
        () ->
            assertEquals(
                600,
                all(ada, 100).stream()
                    .filter(event -> event.get("act").equals("login"))
                    .mapToInt(event -> (Integer) event.get("count"))
                    .sum()));
    List<Map<String, Object>> events = all(ada, 100);
    Set<Object> addresses =
        events.stream()
            .filter(event -> event.get("act").equals("login"))
            .map(event -> event.get("address"))
            .collect(Collectors.toSet());
    assertEquals(Set.of("192.0.2.0", "192.0.2.1", "192.0.2.2", "2001:db8::/64"), addresses);
    // Twice as many if the full hour has struck meanwhile.
    assertTrue(events.size() <= 2 + 2 * 4, events::toString);
    assertTrue(events.stream().anyMatch(event -> event.get("act").equals("sign-up")));
    assertTrue(
        events.stream()
            .filter(event -> event.get("act").equals("erasure"))
            .noneMatch(event -> event.containsKey("count")),
        "attempts in the owner's session are not folded");
    ada.request()
        .get("/api/user/export")
        .then()
        .body("security_events.findAll { it.act == 'login' }.sum { it.count }", equalTo(600))
        .body(
            "security_events.findAll { it.act == 'login' }.first_time", not(hasItem(nullValue())));
  }

  /** Answers for the user of an event. */
  private record Publisher(Function<String, Uni<PreparedEvents>> prepared)
      implements EventPublisher {
    @Override
    public Uni<PreparedEvents> prepare(List<Event> events) {
      return prepared.apply(events.get(0).userId());
    }

    @Override
    public Uni<Boolean> isWanted(EventType type) {
      return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Void> publish(Event event) {
      return Uni.createFrom().voidItem();
    }
  }

  private List<StoredEvent> write(EventPublisher events, List<StoredEvent> batch) {
    AuditAnnouncements announcements = new AuditAnnouncements(dynamo, events, tables);
    return new AuditStore(dynamo, announcements, tables, config, clock)
        .write(batch)
        .await()
        .atMost(Duration.ofSeconds(60));
  }

  private static StoredEvent entry() {
    String id = UUID.randomUUID().toString();
    return new StoredEvent(id, Instant.now(), SecurityEvent.done(SecurityEventType.EXPORT, id));
  }

  private static int rows(StoredEvent entry) {
    return Rows.securityEvents().where("user_id", entry.event().userId()).size();
  }

  @Test
  void entriesAreStoredIfItIsNotKnownWhoWantsThem() {
    StoredEvent first = entry();
    StoredEvent second = entry();
    EventPublisher failing =
        new Publisher(user -> Uni.createFrom().failure(new IllegalStateException("by a test")));

    assertEquals(List.of(), write(failing, List.of(first, second)));
    assertEquals(1, rows(first));
    assertEquals(1, rows(second));
  }

  @Test
  void anEntryThatCannotBeWrittenHoldsUpNoOther() {
    StoredEvent failing = entry();
    StoredEvent other = entry();
    TransactWriteItem nowhere =
        TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName("no-such-table")
                        .item(Map.of("id", AttributeValue.fromS("unused"))))
            .build();
    PreparedEvents broken = new PreparedEvents(List.of(nowhere), () -> {});
    EventPublisher events =
        new Publisher(
            user ->
                Uni.createFrom().item(user.equals(failing.id()) ? broken : PreparedEvents.NONE));

    assertEquals(List.of(failing), write(events, List.of(failing, other)));
    assertEquals(0, rows(failing));
    assertEquals(1, rows(other));
  }

  @Test
  void erasureRemovesAllEvents() {
    Person ada = register();
    for (int number = 0; number < 60; number++) {
      trail.record(SecurityEvent.done(SecurityEventType.EXPORT, ada.userId()));
    }
    Eventually.holds(
        () -> ada.request().get("/api/user/security-events").then().body("events", hasSize(50)));

    Eventually.holds(
        () -> {
          data.erase(ada.userId()).await().indefinitely();
          ada.request().get("/api/user/security-events").then().body("events", hasSize(0));
        });
  }

  /** All pages of a user's events. */
  private static List<Map<String, Object>> all(Person person, int limit) {
    List<Map<String, Object>> events = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification request = person.request().queryParam("limit", limit);
      Response page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get("/api/user/security-events");
      assertEquals(200, page.statusCode());
      events.addAll(page.path("events"));
      cursor = page.path("next_cursor");
    } while (cursor != null);
    return events;
  }
}
