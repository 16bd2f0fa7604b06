package io.vestibule.servicekey;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.usage.RequestAnswers.Request;
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
  private final RememberedSecrets remembered;
  private final AuditTrail trail;
  private final Cursors cursors;
  private final InstantSource clock;
  private final SecureRandom random;

  ServiceKeys(
      ServiceKeyStore store,
      ServiceKeyCache cache,
      RememberedSecrets remembered,
      AuditTrail trail,
      Cursors cursors,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.cache = cache;
    this.remembered = remembered;
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

  /** As {@link #create(NewServiceKey, String, Optional)}, without an idempotency key. */
  public Uni<ServiceKeyWithSecret> create(NewServiceKey wanted, String actor) {
    return create(wanted, actor, Optional.empty());
  }

  /**
   * @param actor who creates it
   * @param idempotencyKey by which a repetition within 24 hours gets the same secret
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link
   *     ErrorCode#TOO_MANY_SERVICE_KEYS}, {@link ErrorCode#IDEMPOTENCY_KEY_REUSED}; {@link
   *     ErrorCode#SERVICE_KEY_NOT_FOUND} if the key was created and revoked before
   */
  public Uni<ServiceKeyWithSecret> create(
      NewServiceKey wanted, String actor, Optional<String> idempotencyKey) {
    Instant now = now();
    ServiceKey key =
        new ServiceKey(
            newId(now),
            ServiceKeyRules.name(wanted.name()),
            ServiceKeyRules.scopes(wanted.scopes()),
            ServiceKeyRules.ipAllow(wanted.ipAllow()),
            true,
            now,
            actor,
            ServiceKeyRules.expiry(wanted.expiresAt(), now),
            Optional.empty(),
            Optional.empty());
    ServiceKeySecret secret = ServiceKeySecret.random(key.id(), random);
    Optional<Request> request =
        RememberedSecrets.request(actor, idempotencyKey, "create " + wanted);
    return once(
        request,
        store
            .count(MAX_KEYS)
            .invoke(
                count -> {
                  if (count >= MAX_KEYS) {
                    throw ApiException.of(ErrorCode.TOO_MANY_SERVICE_KEYS);
                  }
                })
            .chain(
                () ->
                    store.create(
                        new StoredServiceKey(key, secret.hash(), Optional.empty()),
                        remembered.creation(request, secret)))
            .map(
                created ->
                    Optional.of(new ServiceKeyWithSecret(key, secret)).filter(done -> created))
            .invoke(
                created ->
                    created.ifPresent(
                        done -> record(SecurityEventType.SERVICE_KEY_CREATION, actor))));
  }

  /** Does the work, unless it was done by the same request before; then the first secret counts. */
  private Uni<ServiceKeyWithSecret> once(
      Optional<Request> request, Uni<Optional<ServiceKeyWithSecret>> work) {
    return done(request)
        .chain(before -> before.isPresent() ? Uni.createFrom().item(before) : work)
        // The same request may have been carried out at the same time.
        .chain(result -> result.isPresent() ? Uni.createFrom().item(result) : done(request))
        .map(result -> result.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)));
  }

  private Uni<Optional<ServiceKeyWithSecret>> done(Optional<Request> request) {
    return remembered
        .find(request)
        .chain(
            found ->
                found
                    .map(
                        secret ->
                            find(secret.keyId())
                                .map(key -> Optional.of(new ServiceKeyWithSecret(key, secret))))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#SERVICE_KEY_NOT_FOUND}
   */
  public Uni<ServiceKey> change(String id, ServiceKeyChange change, String actor) {
    return existing(id)
        .map(before -> changed(before.key(), change))
        .call(key -> store.change(key, change).invoke(ServiceKeys::requireFound))
        .call(() -> cache.forgetAll())
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_CHANGE, actor));
  }

  /**
   * Replaces the secret.
   *
   * @param overlap how long the old secret stays valid, at most {@link #MAX_OVERLAP}. An older
   *     secret, from a rotation before, becomes invalid at once.
   * @param idempotencyKey by which a repetition within 24 hours gets the same secret
   * @throws ApiException {@link ErrorCode#SERVICE_KEY_NOT_FOUND}, {@link
   *     ErrorCode#IDEMPOTENCY_KEY_REUSED}; {@link ErrorCode#CONFLICT} if it was rotated at the same
   *     time
   */
  public Uni<ServiceKeyWithSecret> rotate(
      String id, Duration overlap, String actor, Optional<String> idempotencyKey) {
    Optional<Instant> oldUntil =
        overlap.isZero() ? Optional.empty() : Optional.of(now().plus(overlap));
    ServiceKeySecret secret = ServiceKeySecret.random(id, random);
    Optional<Request> request =
        RememberedSecrets.request(actor, idempotencyKey, "rotate " + id + " " + overlap);
    return once(
        request,
        existing(id)
            .chain(
                before ->
                    store.rotate(
                        before, secret.hash(), oldUntil, remembered.creation(request, secret)))
            .chain(
                rotated ->
                    rotated
                        ? rotated(id, secret, actor)
                        : Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<ServiceKeyWithSecret>> rotated(
      String id, ServiceKeySecret secret, String actor) {
    return cache
        .forgetAll()
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_ROTATION, actor))
        .chain(() -> find(id))
        .map(key -> Optional.of(new ServiceKeyWithSecret(key, secret)));
  }

  /**
   * Deletes the key.
   *
   * @throws ApiException {@link ErrorCode#SERVICE_KEY_NOT_FOUND}
   */
  public Uni<Void> revoke(String id, String actor) {
    return existing(id)
        // Also if it is gone by now: the SDK repeats a request whose response was lost.
        .chain(() -> store.delete(id))
        .call(() -> cache.forgetAll())
        .invoke(() -> record(SecurityEventType.SERVICE_KEY_REVOCATION, actor))
        .replaceWithVoid();
  }

  /**
   * Disables the key of a secret that was found in public.
   *
   * @return whether the secret worked until now
   */
  public Uni<Boolean> disableLeaked(ServiceKeySecret secret, String actor) {
    return cache
        .find(secret)
        .chain(
            found ->
                found
                    .filter(ServiceKey::enabled)
                    .map(
                        key -> change(key.id(), ServiceKeyChange.DISABLED, actor).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  private ServiceKey changed(ServiceKey before, ServiceKeyChange change) {
    return new ServiceKey(
        before.id(),
        change.name().map(ServiceKeyRules::name).orElse(before.name()),
        change.scopes().map(ServiceKeyRules::scopes).orElse(before.scopes()),
        change.ipAllow().map(ServiceKeyRules::ipAllow).orElse(before.ipAllow()),
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
