package io.vestibule.federation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When keys are fetched and how long they are used. */
class IssuerKeyCacheTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JWK FIRST = TestIssuer.rsa();
  private static final JWK SECOND = TestIssuer.rsa();

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private JWK published = FIRST;
  private boolean unavailable;
  private int fetches;

  private final IssuerKeyCache keys =
      new IssuerKeyCache(
          "lab",
          () -> Uni.createFrom().item(this::fetch),
          new Config(),
          () -> now,
          new SimpleMeterRegistry());

  @Test
  void keysAreFetchedOnDemand() {
    assertEquals(0, fetches);

    assertTrue(finds(FIRST));
    assertTrue(finds(FIRST));

    assertEquals(1, fetches);
  }

  @Test
  void unknownKeyIdsCauseOneFetchPerInterval() {
    assertTrue(finds(FIRST));
    for (int i = 0; i < 100; i++) {
      assertFalse(finds(TestIssuer.ec(com.nimbusds.jose.jwk.Curve.P_256)));
    }
    assertEquals(1, fetches);

    published = SECOND;
    now = now.plusSeconds(30);
    assertTrue(finds(SECOND));
    assertEquals(2, fetches);
    assertFalse(finds(FIRST));
  }

  @Test
  void tokenOfAnUnreachableIssuerIsUnavailableNotInvalid() {
    unavailable = true;

    ApiException failure = assertThrows(ApiException.class, () -> finds(FIRST));
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals(Duration.ofSeconds(31), failure.retryAfter().orElseThrow());
    assertThrows(ApiException.class, () -> finds(FIRST));
    assertEquals(1, fetches);

    unavailable = false;
    now = now.plusSeconds(30);
    assertTrue(finds(FIRST));
  }

  @Test
  void cachedKeysStayValidForADayWhileTheIssuerIsUnreachable() {
    assertTrue(finds(FIRST));
    unavailable = true;

    now = now.plus(Duration.ofHours(23));
    assertTrue(finds(FIRST));
    assertEquals(2, fetches);
    assertThrows(ApiException.class, () -> finds(SECOND));

    now = now.plus(Duration.ofHours(2));
    assertThrows(ApiException.class, () -> finds(FIRST));
  }

  @Test
  void keyThatIsNoLongerPublishedIsRemoved() {
    assertTrue(finds(FIRST));
    published = SECOND;
    now = now.plus(Duration.ofMinutes(11));

    finds(FIRST);

    assertFalse(finds(FIRST));
    assertTrue(finds(SECOND));
  }

  @Test
  void concurrentRequestsShareOneFetch() {
    CompletableFuture<KeySet> slow = new CompletableFuture<>();
    IssuerKeyCache shared =
        new IssuerKeyCache(
            "slow",
            () -> {
              fetches++;
              return Uni.createFrom().completionStage(slow);
            },
            new Config(),
            () -> now,
            new SimpleMeterRegistry());
    var first = shared.find(Optional.of(FIRST.getKeyID()), "RS256").subscribeAsCompletionStage();
    var second = shared.find(Optional.of(FIRST.getKeyID()), "RS256").subscribeAsCompletionStage();

    slow.complete(parse(FIRST));

    assertTrue(first.join().isPresent());
    assertTrue(second.join().isPresent());
    assertEquals(1, fetches);
  }

  private boolean finds(JWK key) {
    return keys.find(Optional.of(key.getKeyID()), "RS256").await().indefinitely().isPresent();
  }

  private KeySet fetch() {
    fetches++;
    if (unavailable) {
      throw new java.io.UncheckedIOException(new IOException("unavailable"));
    }
    return parse(published);
  }

  static KeySet parse(JWK... keys) {
    try {
      return KeySet.parse(JSON.readTree(new JWKSet(java.util.List.of(keys)).toString(true)), JSON);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private record Config() implements FederationConfig {
    @Override
    public Duration refetchFloor() {
      return Duration.ofSeconds(30);
    }

    @Override
    public Duration keysFreshFor() {
      return Duration.ofMinutes(10);
    }

    @Override
    public Duration keysUsableFor() {
      return Duration.ofDays(1);
    }

    @Override
    public Duration maxLifetime() {
      return Duration.ofHours(24);
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration clockSkew() {
      return Duration.ofSeconds(5);
    }
  }
}
