package io.vestibule.usage;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.cache.runtime.caffeine.CaffeineCacheImpl;
import io.quarkus.cache.runtime.caffeine.CaffeineCacheInfo;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.apikey.KeyClient;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Many clients use the keys of one plan through three servers with caches of their own. */
@QuarkusTest
class KeyConcurrencyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CLIENTS = 30;
  private static final int CALLS_EACH = 60;
  private static final long PLAN = 1000;
  private static final List<String> SCOPES =
      List.of("reports:read", "reports:write", "reports:delete");

  @Inject MeterStore meters;
  @Inject ApiKeyStore keys;
  @Inject MeterLocation location;
  @Inject EndedKeys ended;
  @Inject KeyHistoryStore histories;
  @Inject IdempotencyStore requests;
  @Inject Plans plans;
  @Inject QuotaThresholds thresholds;

  /** Windows do not end during the test. */
  private final Instant now = Instant.now();

  /** A key and the limits that the test gave it. */
  private record Limited(
      KeyClient client, List<String> scopes, long rate, long quota, Instant end) {}

  private record Outcome(int key, KeyUse use, KeyUsageResult result) {}

  @Test
  void countersAreExactAndEveryRefusalIsTrue() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    Random choice = new Random(100);
    List<Limited> limited =
        IntStream.range(0, 10).mapToObj(number -> create(owner, number, choice)).toList();
    List<KeyUsageService> servers = IntStream.range(0, 3).mapToObj(server -> server()).toList();

    List<Outcome> outcomes =
        ConcurrentClients.of(
                CLIENTS, client -> calls(servers.get(client % 3), limited, new Random(client)))
            .stream()
            .flatMap(List::stream)
            .toList();

    Meter meter =
        meters.find(token(owner.apiToken()).digest()).await().atMost(PATIENCE).orElseThrow();
    long total = 0;
    for (int number = 0; number < limited.size(); number++) {
      long counted = counted(outcomes, number);
      total += counted;
      Limited key = limited.get(number);
      assertEquals(counted, meter.keys().get(key.client().id()).monthCount(), "key " + number);
      assertTrue(counted <= key.quota(), "the quota of key " + number);
      assertTrue(calls(outcomes, number) <= key.rate(), "the rate of key " + number);
    }
    assertEquals(total, meter.count());
    assertTrue(total <= PLAN, () -> meter.count() + " units");
    for (Outcome outcome : outcomes) {
      assertTrue(isTrue(outcome, limited.get(outcome.key()), outcomes, meter), outcome::toString);
    }
  }

  /** The first reason in the order of the documentation. Counters only rise. */
  private boolean isTrue(Outcome outcome, Limited key, List<Outcome> outcomes, Meter meter) {
    boolean expired = !key.end().isAfter(now);
    boolean scoped = key.scopes().containsAll(outcome.use().scopes());
    if (outcome.result() instanceof KeyUsageResult.Accepted) {
      return !expired && scoped;
    }
    KeyRefusal reason = ((KeyUsageResult.Refused) outcome.result()).reason();
    if (expired || !scoped) {
      return reason == (expired ? KeyRefusal.EXPIRED : KeyRefusal.INSUFFICIENT_SCOPE);
    }
    long needed = outcome.use().needed();
    return switch (reason) {
      case RATE_LIMITED -> calls(outcomes, outcome.key()) == key.rate();
      case KEY_QUOTA_EXCEEDED -> counted(outcomes, outcome.key()) + needed > key.quota();
      case QUOTA_EXCEEDED -> meter.count() + needed > PLAN;
      default -> false;
    };
  }

  private static long counted(List<Outcome> outcomes, int key) {
    return outcomes.stream()
        .filter(outcome -> outcome.key() == key)
        .filter(outcome -> outcome.result() instanceof KeyUsageResult.Accepted)
        .mapToLong(outcome -> outcome.use().units())
        .sum();
  }

  private static long calls(List<Outcome> outcomes, int key) {
    return outcomes.stream()
        .filter(outcome -> outcome.key() == key && outcome.use().counts())
        .filter(outcome -> outcome.result() instanceof KeyUsageResult.Accepted)
        .count();
  }

  private Limited create(ApiTokenOwner owner, int number, Random choice) {
    List<String> scopes = SCOPES.subList(0, choice.nextInt(SCOPES.size() + 1));
    long rate = number % 3 == 0 ? 10 + choice.nextInt(40) : Long.MAX_VALUE;
    long quota = number % 3 == 1 ? 20 + choice.nextInt(100) : Long.MAX_VALUE;
    Map<String, Object> members = new HashMap<>(Map.of("scopes", scopes));
    if (rate < Long.MAX_VALUE) {
      members.put("rate", Map.of("limit", rate, "window_seconds", 86_400));
    }
    if (quota < Long.MAX_VALUE) {
      members.put("quota", quota);
    }
    KeyClient client = KeyClient.create(owner, members);
    if (number != 9) {
      return new Limited(client, scopes, rate, quota, Instant.MAX);
    }
    // Before the time of the servers; a key cannot be created in the past.
    expire(owner, client);
    return new Limited(client, scopes, rate, quota, now.minusSeconds(1));
  }

  private void expire(ApiTokenOwner owner, KeyClient client) {
    Rows.apiTokens()
        .set(
            ApiKeyItems.rowKey(owner.userId(), client.id()),
            "ends_at",
            AttributeValue.fromN(Long.toString(now.getEpochSecond() - 1)));
  }

  private List<Outcome> calls(KeyUsageService server, List<Limited> limited, Random choice) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int call = 0; call < CALLS_EACH; call++) {
      int key = choice.nextInt(limited.size());
      List<String> scopes =
          choice.nextInt(3) == 0 ? List.of(SCOPES.get(choice.nextInt(SCOPES.size()))) : List.of();
      Optional<String> requestId =
          choice.nextInt(12) == 0 ? Optional.of(choice.nextLong() + "") : Optional.empty();
      KeyUse use = new KeyUse(choice.nextInt(4), scopes, Optional.empty(), requestId);
      KeyUsageResult result =
          server.use(token(limited.get(key).client().secret()), use).await().atMost(PATIENCE);
      outcomes.add(new Outcome(key, use, result));
    }
    return outcomes;
  }

  @Test
  void noCallFailsDuringARotationWithOverlapAndNonePassesAfterIt() {
    KeyClient key = KeyClient.create(Map.of());
    List<KeyUsageService> servers = IntStream.range(0, 3).mapToObj(server -> server()).toList();
    AtomicBoolean done = new AtomicBoolean();

    List<Long> counts =
        ConcurrentClients.of(
            9,
            client -> {
              if (client == 0) {
                KeyClient rotated = key.rotate(3600);
                assertTrue(isAccepted(servers.get(0), rotated.secret()));
                key.owner().session().post("/api/user/api-token").then().statusCode(200);
                assertTrue(isAccepted(servers.get(1), key.secret()));
                done.set(true);
                return 2L;
              }
              long counted = 0;
              while (!done.get() && counted < 90) {
                assertTrue(isAccepted(servers.get(client % 3), key.secret()));
                counted++;
              }
              return counted;
            });

    key.read()
        .then()
        .body("usage_count", equalTo((int) counts.stream().mapToLong(Long::longValue).sum()));
    key.rotate(0);
    servers.forEach(server -> assertTrue(!isAccepted(server, key.secret())));
  }

  private static boolean isAccepted(KeyUsageService server, String secret) {
    return server
            .use(token(secret), new KeyUse(1, List.of(), Optional.empty(), Optional.empty()))
            .await()
            .atMost(PATIENCE)
        instanceof KeyUsageResult.Accepted;
  }

  private KeyUsageService server() {
    return new KeyUsageService(
        new KeyDirectory(keys, location, ended, cache("api-keys")),
        meters,
        histories,
        requests,
        new UsageBatcher(requests, () -> now),
        new RefusedKeys(meters, cache("refused-keys")),
        plans,
        thresholds,
        () -> now);
  }

  private static CaffeineCacheImpl cache(String name) {
    CaffeineCacheInfo cache = new CaffeineCacheInfo();
    cache.name = name;
    return new CaffeineCacheImpl(cache, false);
  }

  private static ApiToken token(String secret) {
    return ApiToken.parse(secret).orElseThrow();
  }
}
