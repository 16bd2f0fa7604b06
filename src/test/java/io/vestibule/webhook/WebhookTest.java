package io.vestibule.webhook;

import static io.vestibule.testing.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.address.AddressProof;
import io.vestibule.address.AddressService;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.crypto.Sealer;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.outbox.OutboxConfig;
import io.vestibule.outbox.OutboxPoller;
import io.vestibule.outbox.PostponedException;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.LeakReports;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.OwnOutbox;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.testing.Rows;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import io.vestibule.webhook.Receiver.Received;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code /api/admin/webhooks}, and events from their cause to a receiver. */
@QuarkusTest
@TestProfile(OwnOutbox.class)
class WebhookTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATH = "/api/admin/webhooks";

  @Inject AccountService accounts;
  @Inject AddressService addresses;
  @Inject Challenges challenges;
  @Inject OutboxPoller poller;
  @Inject MutableClock clock;
  @Inject WebhookPersonalData personalData;
  @Inject EndpointStore endpoints;
  @Inject EndpointCache cache;
  @Inject WebhooksConfig webhooksConfig;
  @Inject OutboxConfig outboxConfig;
  @Inject Sealer sealer;
  @Inject SecureRandom random;

  private final Receiver receiver = new Receiver();
  private Person admin;

  @BeforeEach
  void promote() {
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(PATIENCE);
    admin = person.loggedInAgain();
    deleteEndpoints();
  }

  private void deleteEndpoints() {
    List<String> ids = admin.request().get(PATH).path("webhooks.id");
    ids.forEach(id -> admin.request().delete(PATH + "/" + id).then().statusCode(204));
  }

  @AfterEach
  void clean() {
    receiver.close();
    clock.reset();
    deleteEndpoints();
    messages().forEach(row -> Rows.outbox().delete(row.get("id").s()));
  }

  private static List<Map<String, AttributeValue>> messages() {
    return Rows.outbox().where("kind", "webhook");
  }

  private Response create(String url, String... events) {
    Response created =
        admin.request().body(Map.of("url", url, "events", List.of(events))).post(PATH);
    created.then().statusCode(201);
    return created;
  }

  private String endpoint(String... events) {
    return create(receiver.url(), events).path("webhook.id");
  }

  private void deliver() {
    // What other tests and the registrations have left.
    for (String mail : List.of("mail", "requested-mail")) {
      Rows.outbox().where("kind", mail).forEach(row -> Rows.outbox().delete(row.get("id").s()));
    }
    poller.deliverDue().await().atMost(PATIENCE);
  }

  private Response log(String id) {
    return admin.request().get(PATH + "/" + id + "/deliveries");
  }

  private String test(String id) {
    Response sent = admin.request().post(PATH + "/" + id + "/test");
    sent.then().statusCode(202);
    return sent.path("delivery_id");
  }

  private void awaitState(String id, String state) {
    Eventually.holds(() -> log(id).then().body("deliveries[0].state", equalTo(state)));
  }

  private static String signature(String secret, Received request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String signed = request.id() + "." + request.timestamp() + "." + request.body();
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void theSecretIsShownOnceAndSealed() {
    Response created = create(receiver.url(), "user.*");
    String id = created.path("webhook.id");
    String secret = created.path("secret");

    assertTrue(secret.matches("whsec_[A-Za-z0-9+/]{43}="), "form of the secret");
    Response read = admin.request().get(PATH + "/" + id);
    read.then()
        .statusCode(200)
        .body("url", equalTo(receiver.url()))
        .body("events", contains("user.*"))
        .body("enabled", equalTo(true))
        .body("description", nullValue())
        .body("secrets", hasSize(1))
        .body("secrets[0].expires_at", nullValue());
    assertFalse(read.asString().contains(secret.substring(6, 20)));
    byte[] plain = Base64.getDecoder().decode(secret.substring(6));
    String rows = Rows.webhooks().where("item_id", id).toString();
    assertTrue(rows.contains(id));
    assertFalse(rows.contains(HexFormat.of().formatHex(plain)));
    assertFalse(rows.contains(secret.substring(6)));
  }

  @Test
  void anEventArrivesSignedAndIsLogged() {
    Response created = create(receiver.url(), "user.created");
    Person person = Api.register();
    deliver();

    Eventually.holds(() -> assertEquals(List.of("user.created"), receiver.types()));
    Received request = receiver.received().get(0);
    assertEquals(signature(created.path("secret"), request), request.signature());
    assertEquals("1.0", request.event().path("specversion").asText());
    assertEquals(request.id(), request.event().path("id").asText());
    assertEquals("urn:vestibule", request.event().path("source").asText());
    assertEquals(person.userId(), request.event().path("subject").asText());
    assertEquals(person.userId(), request.event().path("data").path("user_id").asText());
    assertFalse(request.body().contains(person.email()));
    String id = created.path("webhook.id");
    awaitState(id, "delivered");
    log(id)
        .then()
        .body("deliveries", hasSize(1))
        .body("deliveries[0].event_id", equalTo(request.id()))
        .body("deliveries[0].type", equalTo("user.created"))
        .body("deliveries[0].attempts", equalTo(1))
        .body("deliveries[0].status", equalTo(204))
        .body("deliveries[0].reason", nullValue());
    Eventually.holds(() -> assertEquals(List.of(), messages()));
  }

  @Test
  void nothingIsWrittenThatNobodyWants() {
    Api.register();
    assertEquals(List.of(), messages(), "no endpoint");

    String id = endpoint("recording.*");
    Api.register();
    assertEquals(List.of(), messages(), "no endpoint that wants the type");

    admin.request().body(Map.of("events", List.of("*"))).patch(PATH + "/" + id);
    Api.register();
    assertTrue(messages().size() >= 1);
    admin.request().body(Map.of("enabled", false)).patch(PATH + "/" + id);
    int before = messages().size();
    Api.register();
    assertEquals(before, messages().size(), "a disabled endpoint");
  }

  @Test
  void everyCauseWritesItsEvent() {
    endpoint("*");
    Person person = Api.register();
    person.request().body(Map.of("name", "Ada")).patch("/api/user").then().statusCode(200);
    admin
        .request()
        .body(Map.of("plan", "pro"))
        .patch("/api/admin/users/" + person.userId())
        .then()
        .statusCode(200);
    Response rotated = person.request().post("/api/user/api-token");
    rotated.then().statusCode(200);
    String keys = "/api/user/api-keys";
    String key = person.request().body(Map.of("name", "CI")).post(keys).path("api_key.id");
    person.request().body("{}").post(keys + "/" + key + "/rotate").then().statusCode(200);
    person.request().body(Map.of("enabled", false)).patch(keys + "/" + key).then().statusCode(200);
    person.request().delete(keys + "/" + key).then().statusCode(204);
    Stored file = VaultClient.store(person, VaultClient.bytes(100));
    person.request().delete("/api/audio-file/" + file.fileId()).then().statusCode(204);
    for (int call = 0; call < 12; call++) {
      Api.json()
          .header("X-API-Key", rotated.<String>path("token"))
          .body(Map.of("units", 8_000))
          .post("/api/usage")
          .then()
          .statusCode(200);
    }
    String other = Api.tokenOf(person);
    Api.bearer(other).post("/api/auth/logout").then().statusCode(204);
    deliver();

    List<String> expected =
        List.of(
            "user.created",
            "user.updated",
            "key.created",
            "key.rotated",
            "key.disabled",
            "key.deleted",
            "recording.created",
            "recording.deleted",
            "quota.threshold",
            "session.revoked",
            "security.api-token-rotation",
            "security.plan-change");
    Eventually.holds(
        () -> {
          deliver();
          List<String> types =
              receiver.received().stream()
                  .filter(event -> event.body().contains(person.userId()))
                  .map(Received::type)
                  .toList();
          assertTrue(types.containsAll(expected), types::toString);
          assertEquals(2, types.stream().filter("quota.threshold"::equals).count());
          assertEquals(2, types.stream().filter("key.rotated"::equals).count());
        });

    person
        .request()
        .body(Map.of("password", person.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);
    Eventually.holds(
        () -> {
          deliver();
          assertTrue(
              receiver.received().stream()
                  .filter(event -> event.type().equals("user.deleted"))
                  .anyMatch(event -> event.body().contains(person.userId())));
        });
  }

  /** Causes outside of this service: a payment provider and a secret-scanning partner. */
  @Test
  void aPaidPlanAndALeakedKeyAreEvents() {
    endpoint("user.updated", "key.disabled");
    Person person = Api.register();
    String customer = PaymentEvents.id("cus_");
    Response secret = person.request().body(Map.of("name", "CI")).post("/api/user/api-keys");
    List.of(
            PaymentEvents.checkout(1_700_000_000, customer, person.userId()),
            PaymentEvents.subscription(
                "updated",
                1_700_000_001,
                customer,
                PaymentEvents.id("sub_"),
                "active",
                "price_pro"))
        .forEach(event -> PaymentEvents.sendStripe(event).then().statusCode(200));
    LeakReports.send(LeakReports.of(secret.<String>path("secret"))).then().statusCode(204);

    Eventually.holds(
        () -> {
          deliver();
          List<String> bodies =
              receiver.received().stream()
                  .filter(event -> event.body().contains(person.userId()))
                  .sorted(Comparator.comparing(Received::type))
                  .map(Received::body)
                  .toList();
          assertEquals(2, bodies.size());
          assertTrue(bodies.get(0).contains("key.disabled"), bodies::toString);
          assertTrue(bodies.get(1).contains("\"plan\":\"pro\""), bodies::toString);
        });
  }

  /** Somebody registered the address of another person, who proves it now. */
  @Test
  void aRevocationTellsWhichKeysHaveEnded() {
    endpoint("key.rotated", "key.deleted");
    Person person = Api.register();
    String keys = "/api/user/api-keys";
    List<String> ids =
        Stream.of("One", "Two")
            .map(
                name ->
                    person
                        .request()
                        .body(Map.of("name", name))
                        .post(keys)
                        .<String>path("api_key.id"))
            .sorted()
            .toList();
    NewChallenge link =
        challenges.create(ChallengePurpose.VERIFY_EMAIL, person.userId(), person.email());
    challenges.save(link).await().atMost(PATIENCE);
    addresses.verify(link.challenge(), new AddressProof(false)).await().atMost(PATIENCE);

    Eventually.holds(
        () -> {
          deliver();
          assertEquals(2, receiver.received().size());
        });
    List<JsonNode> events =
        receiver.received().stream()
            .sorted(Comparator.comparing(Received::type))
            .map(Received::event)
            .toList();
    assertEquals("key.deleted", events.get(0).path("type").asText());
    JsonNode ended = events.get(0).path("data").path("keys");
    assertEquals(ids, List.of(ended.path(0).asText(), ended.path(1).asText()));
    assertEquals(2, ended.size());
    assertEquals("key.rotated", events.get(1).path("type").asText());
    assertEquals("default", events.get(1).path("data").path("key").asText());
  }

  @Test
  void theEntriesOfAUserAreExportedAndErased() {
    endpoint("user.created");
    Person person = Api.register();
    deliver();
    Eventually.holds(
        () -> assertEquals(1, Rows.webhooks().where("user_id", person.userId()).size()));

    var page = personalData.read(person.userId(), Optional.empty());
    assertEquals(
        "user.created", page.await().atMost(PATIENCE).entries().get(0).path("type").asText());
    assertTrue(personalData.erase(person.userId()).await().atMost(PATIENCE));
    assertEquals(List.of(), Rows.webhooks().where("user_id", person.userId()));
  }

  @Test
  void bothSecretsSignDuringARotation() {
    Response created = create(receiver.url(), "user.created");
    String id = created.path("webhook.id");
    Response rotated =
        admin.request().body(Map.of("overlap_seconds", 3600)).post(PATH + "/" + id + "/secret");
    rotated.then().statusCode(200).body("webhook.secrets", hasSize(2));
    test(id);
    deliver();
    Eventually.holds(() -> assertEquals(1, receiver.received().size()));
    Received request = receiver.received().get(0);
    assertEquals(
        signature(rotated.path("secret"), request)
            + " "
            + signature(created.path("secret"), request),
        request.signature());

    clock.advance(Duration.ofSeconds(3601));
    String token = Api.tokenOf(admin);
    Api.bearer(token).post(PATH + "/" + id + "/test").then().statusCode(202);
    deliver();
    Eventually.holds(() -> assertEquals(2, receiver.received().size()));
    Received later = receiver.received().get(1);
    assertEquals(signature(rotated.path("secret"), later), later.signature());
    Api.bearer(token).get(PATH + "/" + id).then().body("secrets", hasSize(1));
  }

  /** Creates an endpoint as another replica does. */
  private WebhookEndpoint createElsewhere(Sealer sealing) {
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    WebhookEndpoint created =
        new WebhookEndpoint(
            id,
            receiver.url(),
            null,
            EventFilter.parse(List.of("user.created")),
            true,
            List.of(WebhookSecret.create(id, now, sealing, random).stored()),
            now,
            now,
            1);
    assertTrue(endpoints.write(created).await().atMost(PATIENCE));
    return created;
  }

  /** Otherwise the old key would be removed although a secret still needs it. */
  @Test
  void secretsOfAnEndpointThatChangesMeanwhileAreResealed() {
    SecretBytes oldKey = SecretBytes.random(Sealer.KEY_SIZE, random);
    SecretBytes newKey = SecretBytes.random(Sealer.KEY_SIZE, random);
    WebhookEndpoint created = createElsewhere(new Sealer(oldKey, random));
    AtomicBoolean changed = new AtomicBoolean();
    InstantSource afterTheRead =
        () -> {
          if (changed.compareAndSet(false, true)) {
            Map<String, AttributeValue> row =
                new HashMap<>(Rows.webhooks().where("item_id", created.id()).get(0));
            row.put("description", AttributeValue.fromS("changed"));
            row.put("version", AttributeValue.fromN("2"));
            Rows.webhooks().put(row);
          }
          return clock.instant();
        };

    List<SealedWebhookSecrets.Outcome> outcomes =
        new SealedWebhookSecrets(
                endpoints, new Sealer(List.of(newKey, oldKey), random), afterTheRead)
            .renew()
            .await()
            .atMost(PATIENCE);

    assertEquals(List.of(SealedWebhookSecrets.Outcome.RENEWED), outcomes);
    WebhookEndpoint stored = endpoints.find(created.id()).await().atMost(PATIENCE).orElseThrow();
    assertEquals("changed", stored.description());
    WebhookSecret secret = stored.secrets().get(0);
    assertFalse(
        new Sealer(newKey, random)
            .isOutdated(secret.sealed().asByteArray(), secret.purpose(created.id())));
  }

  @Test
  void anEndpointThatAnotherReplicaHasCreatedOrEnabledGetsItsEvents() {
    String disabled = endpoint("user.created");
    admin
        .request()
        .body(Map.of("enabled", false))
        .patch(PATH + "/" + disabled)
        .then()
        .statusCode(200);
    cache.list().await().atMost(PATIENCE);
    Map<String, AttributeValue> row =
        new HashMap<>(Rows.webhooks().where("item_id", disabled).get(0));
    row.put("enabled", AttributeValue.fromBool(true));
    Rows.webhooks().put(row);
    test(disabled);
    test(createElsewhere(sealer).id());
    deliver();

    Eventually.holds(() -> assertEquals(List.of("webhook.test", "webhook.test"), receiver.types()));
  }

  @Test
  void whatFindsTheQueueFullIsPostponedByMinutes() {
    EndpointLanes lanes = new EndpointLanes(webhooksConfig, outboxConfig, clock, random);
    int places = webhooksConfig.concurrency() + 200;
    for (int place = 0; place < places; place++) {
      lanes
          .run("hanging", () -> Uni.createFrom().<Void>nothing())
          .subscribe()
          .with(done -> {}, failure -> {});
    }
    Uni<Void> next = lanes.run("hanging", () -> Uni.createFrom().<Void>nothing());
    PostponedException refused =
        assertThrows(PostponedException.class, () -> next.await().atMost(PATIENCE));
    assertTrue(refused.delay().toSeconds() >= 300, () -> refused.delay().toString());
  }

  @Test
  void aFailingEndpointGetsEightAttemptsAndAReplay() {
    receiver.answering(500);
    String id = endpoint("user.created");
    String delivery = test(id);
    deliver();
    for (int attempt = 1; attempt <= WebhookChannel.DELAYS.size(); attempt++) {
      int made = attempt;
      Eventually.holds(() -> assertEquals(made, receiver.received().size()));
      Eventually.holds(
          () -> assertFalse(Rows.outbox().find(delivery).orElseThrow().containsKey("lease_until")));
      long due =
          Long.parseLong(Rows.outbox().find(delivery).orElseThrow().get("next_attempt_at").n());
      Duration delay = WebhookChannel.DELAYS.get(attempt - 1);
      assertTrue(due <= clock.instant().plus(delay).getEpochSecond(), "not later than planned");
      clock.advance(delay.plusSeconds(1));
      deliver();
    }
    Eventually.holds(
        () -> assertTrue(Rows.outbox().find(delivery).orElseThrow().containsKey("dead")));
    assertEquals(8, receiver.received().size());
    assertEquals(1, receiver.received().stream().map(Received::id).distinct().count());
    clock.reset();
    Response log = log(id);
    log.then()
        .body("deliveries[0].state", equalTo("dead"))
        .body("deliveries[0].attempts", equalTo(8))
        .body("deliveries[0].reason", equalTo("HTTP status 500"));

    receiver.answering(200);
    admin
        .request()
        .post(PATH + "/" + id + "/deliveries/" + delivery + "/replay")
        .then()
        .statusCode(202);
    deliver();
    Eventually.holds(() -> assertEquals(9, receiver.received().size()));
    assertEquals(1, receiver.received().stream().map(Received::id).distinct().count());
    Eventually.holds(() -> log(id).then().body("deliveries.state", hasSize(2)));
  }

  @Test
  void anAddressThatIsNotPublicIsRefusedAtTheDelivery() {
    String id = create("http://169.254.169.254/latest/meta-data/", "*").path("webhook.id");
    test(id);
    deliver();
    awaitState(id, "retrying");
    log(id)
        .then()
        .body("deliveries[0].reason", equalTo("the address of the host is not allowed"))
        .body("deliveries[0].status", nullValue());
  }

  @Test
  void anEndpointThatHangsDelaysNobodyElse() {
    try (Receiver hanging = new Receiver().hanging(true)) {
      String stuck = create(hanging.url(), "user.created").path("webhook.id");
      IntStream.range(0, 20).forEach(event -> test(stuck));
      deliver();
      Eventually.holds(() -> assertEquals(4, hanging.received().size()));

      String id = endpoint("user.created");
      IntStream.range(0, 20).forEach(event -> test(id));
      deliver();
      Eventually.holds(() -> assertEquals(20, receiver.received().size()));
      assertTrue(hanging.most() <= 4, () -> hanging.most() + " at a time");
      assertTrue(receiver.most() <= 4, () -> receiver.most() + " at a time");
    }
  }

  @Test
  void eventsOfADisabledOrDeletedEndpointAreDropped() {
    String id = endpoint("user.created");
    test(id);
    admin.request().body(Map.of("enabled", false)).patch(PATH + "/" + id).then().statusCode(200);
    deliver();
    awaitState(id, "cancelled");

    test(id);
    admin.request().delete(PATH + "/" + id).then().statusCode(204);
    deliver();
    Eventually.holds(() -> assertEquals(List.of(), messages()));
    assertEquals(List.of(), receiver.received());
    assertProblem(log(id), ErrorCode.NOT_FOUND);
    assertProblem(admin.request().delete(PATH + "/" + id), ErrorCode.NOT_FOUND);
  }

  @Test
  void theLogHasPages() {
    String id = endpoint("user.created");
    List<String> sent = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      sent.add(0, test(id));
      clock.advance(Duration.ofMillis(5));
    }
    deliver();
    Eventually.holds(() -> log(id).then().body("deliveries", hasSize(3)));
    String path = PATH + "/" + id + "/deliveries?limit=2";
    Response first = admin.request().get(path);
    first.then().body("deliveries.id", contains(sent.get(0), sent.get(1)));
    Response second =
        admin.request().queryParam("cursor", first.<String>path("next_cursor")).get(path);
    second.then().body("deliveries.id", contains(sent.get(2)));
    assertProblem(admin.request().get(path + "&cursor=x"), ErrorCode.INVALID_CURSOR);
    assertProblem(
        admin.request().get(PATH + "/" + id + "/deliveries?limit=0"), ErrorCode.INVALID_REQUEST);
    String foreign = endpoint("user.created");
    assertProblem(
        admin
            .request()
            .queryParam("cursor", first.<String>path("next_cursor"))
            .get(PATH + "/" + foreign + "/deliveries"),
        ErrorCode.INVALID_CURSOR);
    assertProblem(
        admin.request().post(PATH + "/" + foreign + "/deliveries/" + sent.get(0) + "/replay"),
        ErrorCode.NOT_FOUND);
  }

  @Test
  void membersAreChecked() {
    String url = receiver.url();
    List<Map<String, Object>> bodies = new ArrayList<>();
    bodies.add(Map.of());
    bodies.add(Map.of("url", url));
    bodies.add(Map.of("events", List.of("*")));
    bodies.add(Map.of("url", 7, "events", List.of("*")));
    bodies.add(Map.of("url", "ftp://a.test/", "events", List.of("*")));
    bodies.add(Map.of("url", url, "events", "user.*"));
    bodies.add(Map.of("url", url, "events", List.of()));
    bodies.add(Map.of("url", url, "events", List.of(1)));
    bodies.add(Map.of("url", url, "events", Map.of("a", "user.created")));
    bodies.add(Map.of("url", url, "events", List.of("user.unknown")));
    bodies.add(Map.of("url", url, "events", List.of("*"), "enabled", "yes"));
    bodies.add(Map.of("url", url, "events", List.of("*"), "description", "x".repeat(201)));
    for (Map<String, Object> body : bodies) {
      assertProblem(admin.request().body(body).post(PATH), ErrorCode.INVALID_REQUEST);
    }
    assertProblem(admin.request().body("[]").post(PATH), ErrorCode.INVALID_REQUEST);
    assertProblem(admin.request().body("{").post(PATH), ErrorCode.MALFORMED_JSON);
    String id = endpoint("*");
    for (Object overlap : List.of(-1, 604_801, "1", 1.5)) {
      assertProblem(
          admin
              .request()
              .body(Map.of("overlap_seconds", overlap))
              .post(PATH + "/" + id + "/secret"),
          ErrorCode.INVALID_REQUEST);
    }
    assertProblem(
        admin.request().body(Map.of("url", "x")).patch(PATH + "/" + id), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aChangeChangesOnlyWhatItNames() {
    Map<String, Object> body = new HashMap<>();
    body.put("url", receiver.url());
    body.put("events", List.of("user.*", "user.*"));
    body.put("description", "Billing");
    String id = admin.request().body(body).post(PATH).path("webhook.id");

    admin
        .request()
        .body(Map.of("enabled", false))
        .patch(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("description", equalTo("Billing"))
        .body("events", contains("user.*"))
        .body("enabled", equalTo(false));
    admin
        .request()
        .body(Map.of("description", "", "events", List.of("key.rotated")))
        .patch(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("description", nullValue())
        .body("events", contains("key.rotated"))
        .body("enabled", equalTo(false));
  }

  @Test
  void thereAreAtMostTwentyEndpoints() {
    for (int number = 0; number < 20; number++) {
      endpoint("key.rotated");
    }
    assertProblem(
        admin.request().body(Map.of("url", receiver.url(), "events", List.of("*"))).post(PATH),
        ErrorCode.TOO_MANY_WEBHOOKS);
    admin.request().get(PATH).then().body("webhooks", hasSize(20));
  }

  @Test
  void changesNeedARecentProofOfIdentity() {
    String id = endpoint("key.rotated");
    String path = PATH + "/" + id;
    clock.advance(Duration.ofMinutes(11));
    Map<String, Object> body = Map.of("url", receiver.url(), "events", List.of("*"));
    ErrorCode required = ErrorCode.REAUTHENTICATION_REQUIRED;
    assertProblem(admin.request().body(body).post(PATH), required);
    assertProblem(admin.request().body(body).patch(path), required);
    assertProblem(admin.request().body(Map.of("enabled", false)).patch(path), required);
    assertProblem(admin.request().body("{}").post(path + "/secret"), required);
    assertProblem(admin.request().delete(path), required);
    admin.request().get(path).then().statusCode(200).body("secrets", hasSize(1));
    admin.request().post(path + "/test").then().statusCode(202);
  }

  @Test
  void onlyAdministratorsMay() {
    String id = endpoint("*");
    Person user = Api.register();
    for (String unknown : List.of("unknown", "x".repeat(1200))) {
      assertProblem(admin.request().get(PATH + "/" + unknown), ErrorCode.NOT_FOUND);
      assertProblem(admin.request().body("{}").patch(PATH + "/" + unknown), ErrorCode.NOT_FOUND);
      assertProblem(admin.request().delete(PATH + "/" + unknown), ErrorCode.NOT_FOUND);
      assertProblem(
          admin.request().body("{}").post(PATH + "/" + unknown + "/secret"), ErrorCode.NOT_FOUND);
      assertProblem(admin.request().post(PATH + "/" + unknown + "/test"), ErrorCode.NOT_FOUND);
      assertProblem(admin.request().get(PATH + "/" + unknown + "/deliveries"), ErrorCode.NOT_FOUND);
      assertProblem(
          admin.request().post(PATH + "/" + id + "/deliveries/" + unknown + "/replay"),
          ErrorCode.NOT_FOUND);
    }
    assertProblem(user.request().get(PATH), ErrorCode.FORBIDDEN);
    assertProblem(user.request().body("{}").post(PATH), ErrorCode.FORBIDDEN);
    assertProblem(user.request().get(PATH + "/" + id), ErrorCode.FORBIDDEN);
    assertProblem(user.request().body("{}").patch(PATH + "/" + id), ErrorCode.FORBIDDEN);
    assertProblem(user.request().delete(PATH + "/" + id), ErrorCode.FORBIDDEN);
    assertProblem(user.request().body("{}").post(PATH + "/" + id + "/secret"), ErrorCode.FORBIDDEN);
    assertProblem(user.request().post(PATH + "/" + id + "/test"), ErrorCode.FORBIDDEN);
    assertProblem(user.request().get(PATH + "/" + id + "/deliveries"), ErrorCode.FORBIDDEN);
    assertProblem(
        user.request().post(PATH + "/" + id + "/deliveries/x/replay"), ErrorCode.FORBIDDEN);
    assertProblem(Api.json().get(PATH), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().post(PATH + "/" + id + "/test"), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.bearer("x").delete(PATH + "/" + id), ErrorCode.TOKEN_INVALID);
    assertNotEquals(List.of(), admin.request().get(PATH).path("webhooks.id"));
  }
}
