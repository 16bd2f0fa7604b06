package io.vestibule.federation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The keys of one issuer, fetched when a token needs them. All requests share one fetch, fetches
 * keep {@link FederationConfig#refetchFloor} between them whoever asks, and known keys go on to
 * serve while the issuer is away.
 */
final class IssuerKeys {
  private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

  private record Known(KeySet keys, Instant since) {}

  private final String name;
  private final Supplier<Uni<KeySet>> source;
  private final FederationConfig config;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  private volatile Known known;
  private Instant lastAttempt = Instant.EPOCH;
  private boolean lastFailed;
  private Uni<KeySet> fetching;

  IssuerKeys(
      String name,
      Supplier<Uni<KeySet>> source,
      FederationConfig config,
      InstantSource clock,
      MeterRegistry metrics) {
    this.name = name;
    this.source = source;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    Gauge.builder("vestibule.issuer.keys", this, IssuerKeys::count)
        .description("Keys known of an issuer; 0 before its first token and while it cannot serve")
        .tag("issuer", name)
        .register(metrics);
  }

  /**
   * The key a token names; empty where the issuer has none such.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} where that cannot be known now, because the
   *     issuer does not answer
   */
  Uni<Optional<IssuerKey>> find(Optional<String> keyId, String algorithm) {
    Optional<IssuerKey> found = known(keyId, algorithm);
    if (found.isPresent()) {
      if (isStale()) {
        fetch().ifPresent(IssuerKeys::inBackground);
      }
      return Uni.createFrom().item(found);
    }
    return fetch()
        .map(fetched -> fetched.map(keys -> keys.find(keyId, algorithm)))
        .orElseGet(() -> fetchedMeanwhile(keyId, algorithm));
  }

  /** The fetch that forbids another may have ended after this request looked. */
  private Uni<Optional<IssuerKey>> fetchedMeanwhile(Optional<String> keyId, String algorithm) {
    Optional<IssuerKey> found = known(keyId, algorithm);
    boolean unsure = found.isEmpty() && (usable().isEmpty() || lastFailed());
    return unsure ? Uni.createFrom().failure(this::later) : Uni.createFrom().item(found);
  }

  private Optional<IssuerKey> known(Optional<String> keyId, String algorithm) {
    return usable().flatMap(keys -> keys.find(keyId, algorithm));
  }

  private Optional<KeySet> usable() {
    Known now = known;
    return now == null || isOlder(now, config.keysUsableFor())
        ? Optional.empty()
        : Optional.of(now.keys());
  }

  private boolean isStale() {
    Known now = known;
    return now != null && isOlder(now, config.keysFreshFor());
  }

  private boolean isOlder(Known keys, Duration age) {
    return clock.instant().isAfter(keys.since().plus(age));
  }

  /** The fetch under way, or a new one; empty where the floor forbids one. */
  private synchronized Optional<Uni<KeySet>> fetch() {
    if (fetching == null) {
      Instant now = clock.instant();
      if (now.isBefore(lastAttempt.plus(config.refetchFloor()))) {
        return Optional.empty();
      }
      lastAttempt = now;
      fetching =
          source
              .get()
              .onItemOrFailure()
              .invoke(this::ended)
              .onFailure()
              .transform(failure -> later())
              .memoize()
              .indefinitely();
    }
    return Optional.of(CallerContext.resume(fetching));
  }

  private synchronized void ended(KeySet keys, Throwable failure) {
    fetching = null;
    lastFailed = failure != null;
    metrics
        .counter(
            "vestibule.issuer.fetches", "issuer", name, "outcome", lastFailed ? "failed" : "done")
        .increment();
    if (lastFailed) {
      LOG.warnf(
          "keys of issuer %s cannot be fetched (%s: %s); %s",
          name,
          failure.getClass().getSimpleName(),
          failure.getMessage(),
          usable().isPresent() ? "the known ones go on to serve" : "its tokens are answered 503");
    } else {
      LOG.infof("issuer %s: %d keys", name, keys.size());
      known = new Known(keys, clock.instant());
    }
  }

  private synchronized boolean lastFailed() {
    return lastFailed;
  }

  private synchronized ApiException later() {
    Duration wait = Duration.between(clock.instant(), lastAttempt.plus(config.refetchFloor()));
    return ApiException.later(ErrorCode.UNAVAILABLE, wait.plusSeconds(1));
  }

  private double count() {
    return usable().map(KeySet::size).orElse(0);
  }

  private static void inBackground(Uni<KeySet> fetch) {
    fetch.subscribe().with(fetched -> {}, reported -> {});
  }
}
