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

/** When keys are fetched, and what they are good for. */
class IssuerKeysTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JWK FIRST = TestIssuer.rsa();
  private static final JWK SECOND = TestIssuer.rsa();

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private JWK published = FIRST;
  private boolean away;
  private int fetches;

  private final IssuerKeys keys =
      new IssuerKeys(
          "lab",
          () -> Uni.createFrom().item(this::fetch),
          new Config(),
          () -> now,
          new SimpleMeterRegistry());

  @Test
  void nothingIsFetchedBeforeATokenComes() {
    assertEquals(0, fetches);

    assertTrue(knows(FIRST));
    assertTrue(knows(FIRST));

    assertEquals(1, fetches);
  }

  @Test
  void manyUnknownKeysMakeOneFetchEachFloor() {
    assertTrue(knows(FIRST));
    for (int i = 0; i < 100; i++) {
      assertFalse(knows(TestIssuer.ec(com.nimbusds.jose.jwk.Curve.P_256)));
    }
    assertEquals(1, fetches);

    published = SECOND;
    now = now.plusSeconds(30);
    assertTrue(knows(SECOND));
    assertEquals(2, fetches);
    assertFalse(knows(FIRST));
  }

  @Test
  void anIssuerThatWasNeverReachedIsUnavailableNotWrong() {
    away = true;

    ApiException failure = assertThrows(ApiException.class, () -> knows(FIRST));
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals(Duration.ofSeconds(31), failure.retryAfter().orElseThrow());
    assertThrows(ApiException.class, () -> knows(FIRST));
    assertEquals(1, fetches);

    away = false;
    now = now.plusSeconds(30);
    assertTrue(knows(FIRST));
  }

  @Test
  void knownKeysServeForADayWhileTheIssuerIsAway() {
    assertTrue(knows(FIRST));
    away = true;

    now = now.plus(Duration.ofHours(23));
    assertTrue(knows(FIRST));
    assertEquals(2, fetches);
    assertThrows(ApiException.class, () -> knows(SECOND));

    now = now.plus(Duration.ofHours(2));
    assertThrows(ApiException.class, () -> knows(FIRST));
  }

  @Test
  void aKeyThatIsNoLongerPublishedIsForgotten() {
    assertTrue(knows(FIRST));
    published = SECOND;
    now = now.plus(Duration.ofMinutes(11));

    knows(FIRST);

    assertFalse(knows(FIRST));
    assertTrue(knows(SECOND));
  }

  @Test
  void requestsShareAFetch() {
    CompletableFuture<KeySet> slow = new CompletableFuture<>();
    IssuerKeys shared =
        new IssuerKeys(
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

  private boolean knows(JWK key) {
    return keys.find(Optional.of(key.getKeyID()), "RS256").await().indefinitely().isPresent();
  }

  private KeySet fetch() {
    fetches++;
    if (away) {
      throw new java.io.UncheckedIOException(new IOException("away"));
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
    public Duration timeout() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration clockSkew() {
      return Duration.ofSeconds(5);
    }
  }
}
