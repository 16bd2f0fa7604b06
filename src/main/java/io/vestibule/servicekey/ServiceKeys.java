package io.vestibule.servicekey;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Service keys: secrets with which back ends authenticate. Only administrators manage them. */
@ApplicationScoped
public class ServiceKeys {
  /** The longest time for which the old secret of a rotation stays valid. */
  public static final Duration MAX_OVERLAP = Duration.ofDays(7);

  private static final int MAX_KEYS = 200;
  private static final int ID_RANDOMNESS = 4;
  private static final String LIST = "service-keys";

  private final ServiceKeyStore store;
  private final ServiceKeyCache cache;
  private final AuditTrail trail;
  private final Cursors cursors;
  private final InstantSource clock;
  private final SecureRandom random;

  ServiceKeys(
      ServiceKeyStore store,
      ServiceKeyCache cache,
      AuditTrail trail,
      Cursors cursors,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.cache = cache;
    this.trail = trail;
    this.cursors = cursors;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A page of keys.
   *
   * @param keys oldest first
   * @param nextCursor empty on the last page
   */
  public record Page(List<ServiceKey> keys, Optional<String> nextCursor) {}

  /**
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  public Uni<Page> page(int limit, Optional<String> cursor) {
    return store
        .page(limit, cursor.map(position -> cursors.open(LIST, position)))
        .map(page -> new Page(page.keys(), page.last().map(last -> cursors.seal(LIST, last))));
  }

  /**
   * @throws ApiException {@link ErrorCode#SERVICE_KEY_NOT_FOUND}
   */
  public Uni<ServiceKey> find(String id) {
    return existing(id).map(StoredServiceKey::key);
  }

  /**
   * @param actor who creates it
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#TOO_MANY_SERVICE_KEYS}
   */
  public Uni<ServiceKeyWithSecret> create(NewServiceKey wanted, String actor) {
    Instant now = now();
    ServiceKey key =
        new ServiceKey(
            newId(now),
            ServiceKeyRules.name(wanted.name()),
            ServiceKeyRules.scopes(wanted.scopes()),
            ServiceKeyRules.networks(wanted.networks()),
            true,
            now,
            actor,
            ServiceKeyRules.expiry(wanted.expiresAt(), now),
            Optional.empty(),
            Optional.empty());
    ServiceKeySecret secret = ServiceKeySecret.random(key.id(), random);
    return store
        .count(MAX_KEYS)
        .invoke(
            count -> {
              if (count >= MAX_KEYS) {
                throw ApiException.of(ErrorCode.TOO_MANY_SERVICE_KEYS);
              }
            })
        .chain(() -> store.create(new StoredServiceKey(key, secret.hash(), Optional.empty())))
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_CREATION, actor))
        .replaceWith(new ServiceKeyWithSecret(key, secret));
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#SERVICE_KEY_NOT_FOUND}
   */
  public Uni<ServiceKey> change(String id, ServiceKeyChange change, String actor) {
    return existing(id)
        .map(before -> changed(before.key(), change))
        .call(key -> store.change(key, change).invoke(ServiceKeys::requireFound))
        .call(() -> cache.forget(id))
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_CHANGE, actor));
  }

  /**
   * Replaces the secret.
   *
   * @param overlap how long the old secret stays valid, at most {@link #MAX_OVERLAP}. An older
   *     secret, from a rotation before, becomes invalid at once.
   * @throws ApiException {@link ErrorCode#SERVICE_KEY_NOT_FOUND}; {@link ErrorCode#CONFLICT} if it
   *     was rotated at the same time
   */
  public Uni<ServiceKeyWithSecret> rotate(String id, Duration overlap, String actor) {
    Optional<Instant> oldUntil =
        overlap.isZero() ? Optional.empty() : Optional.of(now().plus(overlap));
    ServiceKeySecret secret = ServiceKeySecret.random(id, random);
    return existing(id)
        .chain(before -> store.rotate(before, secret.hash(), oldUntil))
        .invoke(
            rotated -> {
              if (!rotated) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
            })
        .call(() -> cache.forget(id))
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_ROTATION, actor))
        .chain(() -> find(id))
        .map(key -> new ServiceKeyWithSecret(key, secret));
  }

  /**
   * Deletes the key.
   *
   * @throws ApiException {@link ErrorCode#SERVICE_KEY_NOT_FOUND}
   */
  public Uni<Void> revoke(String id, String actor) {
    return existing(id)
        .chain(() -> store.delete(id))
        .invoke(ServiceKeys::requireFound)
        .call(() -> cache.forget(id))
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_REVOCATION, actor))
        .replaceWithVoid();
  }

  private ServiceKey changed(ServiceKey before, ServiceKeyChange change) {
    return new ServiceKey(
        before.id(),
        change.name().map(ServiceKeyRules::name).orElse(before.name()),
        change.scopes().map(ServiceKeyRules::scopes).orElse(before.scopes()),
        change.networks().map(ServiceKeyRules::networks).orElse(before.networks()),
        change.enabled().orElse(before.enabled()),
        before.createdAt(),
        before.createdBy(),
        change
            .expiresAt()
            .map(end -> ServiceKeyRules.expiry(end, now()))
            .orElse(before.expiresAt()),
        before.lastUsedAt(),
        before.oldSecretUntil());
  }

  private Uni<StoredServiceKey> existing(String id) {
    return id.length() == ServiceKeySecret.ID_DIGITS
        ? store.find(id).map(found -> found.orElseThrow(ServiceKeys::notFound))
        : Uni.createFrom().failure(ServiceKeys::notFound);
  }

  private static void requireFound(boolean found) {
    if (!found) {
      throw notFound();
    }
  }

  private static ApiException notFound() {
    return ApiException.of(ErrorCode.SERVICE_KEY_NOT_FOUND);
  }

  private void record(SecurityEventType type, String actor) {
    trail.record(SecurityEvent.ofUnknownUser(type, Outcome.DONE).by(actor));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The second of creation and 32 random bits, in hex: ids sort by time. */
  private String newId(Instant now) {
    byte[] unique = new byte[ID_RANDOMNESS];
    random.nextBytes(unique);
    return HexFormat.of().toHexDigits((int) now.getEpochSecond())
        + HexFormat.of().formatHex(unique);
  }
}
