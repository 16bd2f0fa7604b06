package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.apikey.ApiKeyWrites.Change;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.event.EventType;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiKeys;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.KeyOverview;
import io.vestibule.usage.KeyScopes;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/** Administration of an account's API keys by its owner. */
@ApplicationScoped
class ApiKeyService {
  private static final int ID_SIZE = 6;
  private static final long MAX_OVERLAP_SECONDS = Duration.ofDays(7).toSeconds();

  /** Former secrets of a key that still work. */
  private static final int MAX_FORMER = 5;

  private final AccountService accounts;
  private final ApiKeys keys;
  private final ApiKeyWrites writes;
  private final ApiTokens tokens;
  private final KeyScopes scopes;
  private final FreshAuthentication fresh;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final SecureRandom random;

  ApiKeyService(
      AccountService accounts,
      ApiKeys keys,
      ApiKeyWrites writes,
      ApiTokens tokens,
      KeyScopes scopes,
      FreshAuthentication fresh,
      AuditTrail trail,
      InstantSource clock,
      SecureRandom random) {
    this.accounts = accounts;
    this.keys = keys;
    this.writes = writes;
    this.tokens = tokens;
    this.scopes = scopes;
    this.fresh = fresh;
    this.trail = trail;
    this.clock = clock;
    this.random = random;
  }

  Uni<ApiKeyList> list(String userId) {
    return accounts
        .find(userId)
        .chain(owner -> keys.list(owner.apiToken()))
        .map(found -> ApiKeyList.of(found, clock.instant()));
  }

  /**
   * @throws ApiException {@link ErrorCode#API_KEY_NOT_FOUND}
   */
  Uni<ApiKeyView> get(String userId, String id) {
    return accounts.find(userId).chain(owner -> keys.find(owner.apiToken(), id)).map(this::view);
  }

  /**
   * Creates a key, with the notice to its owner.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#TOO_MANY_API_KEYS}, {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link
   *     ErrorCode#INVALID_REQUEST}
   */
  Uni<ApiKeySecret> create(Caller caller, JsonNode body) {
    fresh.require(caller);
    ApiKeyPatch requested = ApiKeyPatch.of(body, scopes, clock.instant());
    String name = requested.requiredName();
    ApiKey.Limits limits = requested.limits();
    ApiToken secret = tokens.create();
    ApiKey key = keys.create(caller.userId(), newId(), name, secret, limits);
    return writes
        .write(
            caller,
            owner ->
                keys.requireSpace(owner.apiToken())
                    .replaceWith(
                        () ->
                            new Change(
                                key,
                                keys.creation(owner.apiToken(), key),
                                Optional.of(EventType.KEY_CREATED))),
            true)
        .invoke(done -> record(SecurityEventType.API_KEY_CREATION, caller))
        .replaceWith(() -> ApiKeySecret.of(secret, view(KeyOverview.unused(key))));
  }

  /**
   * Changes name and limits.
   *
   * @throws ApiException as {@link #delete}, {@link ErrorCode#INVALID_REQUEST}
   */
  Uni<ApiKeyView> change(Caller caller, String id, JsonNode body) {
    fresh.require(caller);
    ApiKeyPatch patch = ApiKeyPatch.of(body, scopes, clock.instant());
    // Checks the patch before anything is read.
    patch.name();
    patch.limits();
    return writeNamed(
            caller,
            id,
            key -> key.with(patch.name().orElse(key.name()), patch.limits(key.limits())),
            false)
        .invoke(done -> record(SecurityEventType.API_KEY_CHANGE, caller))
        .chain(changed -> get(caller.userId(), id));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#API_KEY_NOT_FOUND}, {@link ErrorCode#DEFAULT_API_KEY}
   */
  Uni<Void> delete(Caller caller, String id) {
    fresh.require(caller);
    return writes
        .write(
            caller,
            owner -> keys.findNamed(owner.apiToken(), id).map(key -> writes.deletion(owner, key)),
            false)
        .invoke(done -> record(SecurityEventType.API_KEY_DELETION, caller))
        .replaceWithVoid();
  }

  /**
   * Replaces the secret, with the notice to its owner.
   *
   * @throws ApiException as {@link #delete}, {@link ErrorCode#TOO_MANY_SECRETS}
   */
  Uni<ApiKeySecret> rotate(Caller caller, String id, JsonNode body) {
    fresh.require(caller);
    long overlap =
        body == null || body.isMissingNode()
            ? 0
            : JsonBody.of(body).wholeNumber("overlap_seconds", 0, MAX_OVERLAP_SECONDS).orElse(0);
    ApiToken secret = tokens.create();
    return writeNamed(
            caller,
            id,
            key -> {
              Instant now = clock.instant();
              ApiKey rotated = key.rotated(secret, now, now.plusSeconds(overlap));
              if (rotated.former().size() > MAX_FORMER) {
                throw ApiException.of(ErrorCode.TOO_MANY_SECRETS);
              }
              return rotated;
            },
            true)
        .invoke(done -> record(SecurityEventType.API_KEY_ROTATION, caller))
        .chain(done -> get(caller.userId(), id))
        .map(key -> ApiKeySecret.of(secret, key));
  }

  private Uni<ApiKey> writeNamed(
      Caller caller, String id, Function<ApiKey, ApiKey> change, boolean notify) {
    return writes.write(
        caller,
        owner ->
            keys.findNamed(owner.apiToken(), id)
                .map(key -> writes.change(owner, key, change.apply(key))),
        notify);
  }

  private void record(SecurityEventType act, Caller caller) {
    trail.record(SecurityEvent.done(act, caller));
  }

  private ApiKeyView view(KeyOverview overview) {
    return ApiKeyView.of(overview, clock.instant());
  }

  private String newId() {
    byte[] id = new byte[ID_SIZE];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
