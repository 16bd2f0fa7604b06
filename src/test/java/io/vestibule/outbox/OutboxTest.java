package io.vestibule.outbox;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.crypto.Sealer;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.OwnOutbox;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.StoreFaults.Side;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The outbox on a table of its own, with a channel that fails as a test wants. Whatever happens,
 * every message is delivered at least once, or is dead and kept.
 */
@QuarkusTest
@TestProfile(OwnOutbox.class)
class OutboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_ATTEMPTS = 3;

  @Inject OutboxStore store;
  @Inject MessageStore messages;
  @Inject DeadMessages dead;
  @Inject OutboxPersonalData personalData;
  @Inject Dynamo dynamo;
  @Inject Sealer sealer;
  @Inject SecureRandom random;
  @Inject MutableClock clock;
  @Inject Vertx vertx;
  @Inject AccountService accounts;

  private final RecordingChannel channel = new RecordingChannel();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private OutboxSettings settings;
  private Replica replica;

  /** The beans of one server. */
  private record Replica(Outbox outbox, DeliveryQueue queue, OutboxPoller poller) {}

  @BeforeEach
  void start() {
    settings = OutboxSettings.of(Duration.ofSeconds(30), MAX_ATTEMPTS);
    replica = replica(settings);
  }

  @AfterEach
  void clean() {
    channel.succeeding();
    clock.advance(Duration.ofDays(1));
    poll(replica);
    clock.reset();
  }

  private Replica replica(OutboxSettings config) {
    OutboxMetrics meters = new OutboxMetrics(metrics, clock);
    OutboxDelivery delivery =
        new OutboxDelivery(
            store,
            new RetrySchedule(config, random),
            meters,
            config,
            sealer,
            clock,
            List.of(channel));
    DeliveryQueue queue = new DeliveryQueue(delivery, config, clock, vertx);
    queue.onStart(null);
    return new Replica(
        new Outbox(store, queue, config, sealer, random, clock, vertx),
        queue,
        new OutboxPoller(store, delivery, meters, config, clock, random, vertx));
  }

  private static void poll(Replica server) {
    server.poller().deliverDue().await().atMost(PATIENCE);
  }

  private OutboxEntry prepare(String userId, String text) {
    return replica.outbox().prepare(OutboxKind.MAIL, userId, text.getBytes(UTF_8));
  }

  /** Writes a message whose server stopped right after the transaction. */
  private String written(String userId) {
    OutboxEntry entry = prepare(userId, "text");
    dynamo.transact(List.of(entry.put())).await().atMost(PATIENCE);
    return entry.id();
  }

  private static Map<String, AttributeValue> row(String id) {
    return Rows.outbox().find(id).orElseThrow();
  }

  private static boolean exists(String id) {
    return Rows.outbox().find(id).isPresent();
  }

  private double count(String meter) {
    return metrics.get(meter).tag("kind", "mail").counter().count();
  }

  @Test
  void newMessageIsDeliveredAtOnceAndRemoved() {
    OutboxEntry entry = prepare(null, "hello");
    replica.outbox().enqueue(entry).await().atMost(PATIENCE);

    Eventually.holds(() -> assertFalse(exists(entry.id())));
    assertEquals(List.of("hello"), channel.texts());
    assertEquals(1, count("vestibule.outbox.delivered"));
  }

  @Test
  void contentIsSealedForThisMessageOnly() {
    OutboxEntry entry = prepare("ada", "https://example.test/#/reset/secret");
    byte[] sealed = entry.put().put().item().get("payload").b().asByteArray();

    assertFalse(new String(sealed, UTF_8).contains("secret"));
    assertTrue(sealer.open(sealed, OutboxDelivery.purpose(entry.id())).isPresent());
    assertTrue(sealer.open(sealed, OutboxDelivery.purpose(UUID.randomUUID().toString())).isEmpty());
    assertFalse(entry.toString().contains("payload"));
  }

  @Test
  void payloadIsBounded() {
    replica.outbox().prepare(OutboxKind.MAIL, null, new byte[Outbox.MAX_PAYLOAD]);
    assertThrows(
        IllegalArgumentException.class,
        () -> replica.outbox().prepare(OutboxKind.MAIL, null, new byte[Outbox.MAX_PAYLOAD + 1]));
  }

  @Test
  void messageOfAServerThatStoppedIsDeliveredWhenItsLeaseEnds() {
    String id = written(null);

    poll(replica);
    assertEquals(0, channel.attempts(id), "the writing server still has it");

    clock.advance(settings.lease().plusSeconds(1));
    poll(replica);
    assertEquals(1, channel.attempts(id));
    assertFalse(exists(id));
  }

  @Test
  void processThatDoesNotDeliverLeavesItsMessagesToOthers() {
    OutboxEntry entry =
        replica(settings.disabled()).outbox().prepare(OutboxKind.MAIL, null, new byte[] {'x'});
    replica(settings.disabled()).outbox().enqueue(entry).await().atMost(PATIENCE);

    assertTrue(exists(entry.id()));
    poll(replica);
    assertEquals(1, channel.attempts(entry.id()));
  }

  @Test
  void delayedMessageIsDeliveredLaterByItsServerOrByAnother() {
    OutboxEntry soon = prepare(null, "text");
    replica.outbox().enqueue(soon, Duration.ofMillis(20)).await().atMost(PATIENCE);
    Eventually.holds(() -> assertFalse(exists(soon.id())));

    OutboxEntry left = prepare(null, "text");
    replica.outbox().enqueue(left, Duration.ofDays(1)).await().atMost(PATIENCE);
    clock.advance(settings.lease().plusSeconds(1));
    poll(replica(settings));
    assertEquals(1, channel.attempts(left.id()));
    assertFalse(exists(left.id()));
  }

  /**
   * A server is killed between two steps: a call to the store that was not made, or whose answer
   * nobody reads. First the lease (call 1), then the attempt, then its result (call 2).
   */
  @ParameterizedTest
  @CsvSource({
    "1, BEFORE, true, 1",
    "1, AFTER, true, 1",
    "2, BEFORE, true, 2",
    "2, AFTER, true, 1",
    "1, BEFORE, false, 1",
    "1, AFTER, false, 1",
    "2, BEFORE, false, 2",
    "2, AFTER, false, 2"
  })
  void killedAtAnyStepEachMessageIsDelivered(
      int call, Side side, boolean channelSucceeds, int attempts) {
    String id = written(null);
    clock.advance(settings.lease().plusSeconds(1));
    if (!channelSucceeds) {
      channel.failing(new DeliveryException("SMTP reply 451"));
    }
    StoreFaults.breaking(
        call,
        side,
        () -> {
          try {
            poll(replica);
          } catch (ApiException storeFailed) {
            // As the timer, which logs it.
          }
          return null;
        });

    channel.succeeding();
    clock.advance(settings.lease().plusSeconds(1));
    poll(replica(settings));
    assertEquals(attempts, channel.attempts(id), "attempts with the same id");
    assertFalse(exists(id));
  }

  @Test
  void failuresAreRetriedLaterAndThenTheMessageIsDeadAndReplayable() {
    channel.failing(new DeliveryException("SMTP reply 451"));
    OutboxEntry entry = prepare("ada", "text");
    String id = entry.id();
    replica.outbox().enqueue(entry).await().atMost(PATIENCE);

    for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      int made = attempt;
      Eventually.holds(() -> assertFalse(row(id).containsKey("lease_until")));
      assertEquals(made, channel.attempts(id));
      assertEquals("SMTP reply 451", row(id).get("reason").s());
      long due = Long.parseLong(row(id).get("next_attempt_at").n());
      assertTrue(due <= clock.instant().getEpochSecond() + 5L * made, "back-off");
      poll(replica);
      clock.advance(settings.firstDelay().multipliedBy(2L * made));
      poll(replica);
    }

    Map<String, AttributeValue> buried = row(id);
    assertEquals(MAX_ATTEMPTS, channel.attempts(id));
    assertFalse(buried.containsKey("shard"), "it left the index");
    long kept =
        Long.parseLong(buried.get("expires_at").n())
            - clock.instant().plus(Duration.ofDays(30)).getEpochSecond();
    assertTrue(Math.abs(kept) < 60, () -> kept + " s more than 30 days");
    assertEquals(1, count("vestibule.outbox.dead"));
    assertEquals(MAX_ATTEMPTS, count("vestibule.outbox.failed"));
    assertTrue(deadIds().contains(id));

    channel.succeeding();
    dead.replay(id).await().atMost(PATIENCE);
    assertFalse(row(id).containsKey("expires_at"));
    poll(replica);
    assertEquals(MAX_ATTEMPTS + 1, channel.attempts(id));
    assertFalse(exists(id));
  }

  @Test
  void onlyDeadMessagesAreReplayed() {
    String id = written(null);
    for (String unknown : List.of(id, UUID.randomUUID().toString(), "", "x".repeat(3000))) {
      ApiException refusal =
          assertThrows(ApiException.class, () -> dead.replay(unknown).await().atMost(PATIENCE));
      assertEquals(ErrorCode.NOT_FOUND, refusal.code());
    }
  }

  @Test
  void hangingChannelIsBounded() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    settings = OutboxSettings.of(Duration.ofMillis(300), MAX_ATTEMPTS);
    replica = replica(settings);
    channel.answering(
        id ->
            Uni.createFrom()
                .<Void>emitter(
                    never -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      never.onTermination(running::decrementAndGet);
                    }));
    List<OutboxEntry> entries = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      OutboxEntry entry = prepare(null, "text");
      entries.add(entry);
      replica.outbox().enqueue(entry).await().atMost(PATIENCE);
    }

    for (OutboxEntry entry : entries) {
      Eventually.within(
          60,
          () ->
              assertTrue(row(entry.id()).toString().contains("reason=AttributeValue(S=no answer")));
    }
    assertTrue(most.get() <= settings.concurrency(), most::toString);
  }

  @Test
  void serversShareTheMessages() {
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      ids.add(written(null));
    }
    clock.advance(settings.lease().plusSeconds(1));
    Uni.join()
        .all(replica.poller().deliverDue(), replica(settings).poller().deliverDue())
        .andFailFast()
        .await()
        .atMost(PATIENCE);

    ids.forEach(id -> assertEquals(1, channel.attempts(id)));
  }

  @Test
  void messageThatNoKeyDecryptsBlocksNoOther() {
    String damaged = written(null);
    Rows.outbox()
        .set(damaged, "payload", AttributeValue.fromB(row(written(null)).get("payload").b()));
    String whole = written(null);
    clock.advance(settings.lease().plusSeconds(1));
    poll(replica);

    assertFalse(exists(whole));
    assertEquals("no configured key can decrypt the message", row(damaged).get("reason").s());
    Rows.outbox().delete(damaged);
  }

  @Test
  void metersShowWhatWaits() {
    written(null);
    clock.advance(Duration.ofSeconds(100));
    poll(replica);

    assertTrue(metrics.get("vestibule.outbox.due").gauge().value() >= 1);
    assertTrue(metrics.get("vestibule.outbox.oldest").gauge().value() >= 100);
  }

  @Test
  void exportNamesMessagesWithoutTheirContentAndErasureRemovesThem() {
    String userId = UUID.randomUUID().toString();
    for (int number = 0; number < 30; number++) {
      written(userId);
    }
    List<String> exported = new ArrayList<>();
    var first = personalData.read(userId, Optional.empty()).await().atMost(PATIENCE);
    var second = personalData.read(userId, first.next()).await().atMost(PATIENCE);
    assertEquals(30, first.entries().size() + second.entries().size());
    assertTrue(second.next().isEmpty());
    first.entries().get(0).fieldNames().forEachRemaining(exported::add);
    assertEquals(List.of("id", "kind", "created_at"), exported);

    assertFalse(personalData.erase(userId).await().atMost(PATIENCE));
    assertTrue(personalData.erase(userId).await().atMost(PATIENCE));
    assertEquals(List.of(), Rows.outbox().where("user_id", userId));
  }

  @Test
  void erasedMessageDoesNotComeBack() {
    String userId = UUID.randomUUID().toString();
    String id = written(userId);
    channel.answering(
        leased ->
            personalData
                .erase(userId)
                .chain(() -> Uni.createFrom().failure(new DeliveryException("too late"))));
    clock.advance(settings.lease().plusSeconds(1));
    poll(replica);

    assertEquals(1, channel.attempts(id));
    assertFalse(exists(id));
  }

  @Test
  void administratorListsAndReplaysDeadMessages() {
    settings = OutboxSettings.of(Duration.ofSeconds(30), 1);
    replica = replica(settings);
    channel.failing(new DeliveryException("SMTP reply 451"));
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      OutboxEntry entry = prepare("ada", "text");
      ids.add(entry.id());
      replica.outbox().enqueue(entry).await().atMost(PATIENCE);
      Eventually.holds(() -> assertTrue(row(entry.id()).containsKey("dead")));
      clock.advance(Duration.ofSeconds(1));
    }
    Person admin = Api.register();
    accounts.setRole(admin.userId(), Role.ADMIN).await().atMost(PATIENCE);
    String token = Api.tokenOf(admin);

    Response first = bearer(token).get("/api/admin/outbox?state=dead&limit=2");
    first
        .then()
        .statusCode(200)
        .body("messages.id", contains(ids.get(2), ids.get(1)))
        .body("messages[0].kind", equalTo("mail"))
        .body("messages[0].attempts", equalTo(1))
        .body("messages[0].reason", equalTo("SMTP reply 451"))
        .body("messages[0]", not(hasKey("payload")));
    bearer(token)
        .queryParam("cursor", first.<String>path("next_cursor"))
        .get("/api/admin/outbox?state=dead&limit=2")
        .then()
        .statusCode(200)
        .body("messages.id", hasItem(ids.get(0)));
    bearer(token).post("/api/admin/outbox/" + ids.get(0) + "/replay").then().statusCode(204);
    assertTrue(row(ids.get(0)).containsKey("shard"));

    assertProblem(
        bearer(token).post("/api/admin/outbox/" + ids.get(0) + "/replay"), ErrorCode.NOT_FOUND);
    assertProblem(bearer(token).get("/api/admin/outbox"), ErrorCode.INVALID_REQUEST);
    assertProblem(bearer(token).get("/api/admin/outbox?state=due"), ErrorCode.INVALID_REQUEST);
    assertProblem(
        bearer(token).get("/api/admin/outbox?state=dead&cursor=x"), ErrorCode.INVALID_CURSOR);
  }

  private List<String> deadIds() {
    List<String> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      DeadMessages.Page page = dead.page(1, cursor).await().atMost(PATIENCE);
      page.messages().forEach(message -> ids.add(message.id()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return ids;
  }
}
