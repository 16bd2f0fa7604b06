package io.vestibule.apikey;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.LeakedApiTokens;
import io.vestibule.account.Notice;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.mail.MailTemplate;
import io.vestibule.servicekey.ServiceKeySecret;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiKeys;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.KeyOverview;
import io.vestibule.usage.KeyOwner;
import io.vestibule.usage.KeySecrets;
import io.vestibule.usage.KeyWriteResult;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Disables keys that a secret-scanning partner has found in public, and tells their owners. */
@ApplicationScoped
class LeakedKeyService {
  private static final String ACTOR = "secret-scanning";
  private static final int ATTEMPTS = 8;

  /** Between two attempts: the API token of the account may be in rotation. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final LeakReportSignature signatures;
  private final KeySecrets secrets;
  private final ApiKeys keys;
  private final LeakedApiTokens tokens;
  private final ServiceKeys serviceKeys;
  private final AccountService accounts;
  private final AccountNotices notices;
  private final EventPublisher events;
  private final AuditTrail trail;
  private final ObjectMapper json;
  private final MeterRegistry metrics;

  LeakedKeyService(
      LeakReportSignature signatures,
      KeySecrets secrets,
      ApiKeys keys,
      LeakedApiTokens tokens,
      ServiceKeys serviceKeys,
      AccountService accounts,
      AccountNotices notices,
      EventPublisher events,
      AuditTrail trail,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.signatures = signatures;
    this.secrets = secrets;
    this.keys = keys;
    this.tokens = tokens;
    this.serviceKeys = serviceKeys;
    this.accounts = accounts;
    this.notices = notices;
    this.events = events;
    this.trail = trail;
    this.json = json;
    this.metrics = metrics;
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if no public key is configured, {@link
   *     ErrorCode#SIGNATURE_INVALID}, {@link ErrorCode#MALFORMED_JSON}, {@link
   *     ErrorCode#INVALID_REQUEST}; {@link ErrorCode#CONFLICT} if concurrent changes of a key
   *     persist, so that the partner repeats the report
   */
  Uni<Void> handle(String identifier, String signature, byte[] body) {
    if (!signatures.isConfigured()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    signatures.check(identifier, signature, body);
    return Multi.createFrom()
        .iterable(LeakReport.read(json, body).tokens())
        .onItem()
        .transformToUni(this::end)
        // One secret must not protect the others.
        .collectFailures()
        .concatenate()
        .invoke(ended -> metrics.counter("vestibule.keys.leaked", "ended", "" + ended).increment())
        .collect()
        .asList()
        .onFailure(CompositeException.class)
        .transform(several -> several.getCauses().get(0))
        .replaceWithVoid();
  }

  /** Whether the secret worked until now. */
  private Uni<Boolean> end(String secret) {
    Optional<ServiceKeySecret> ofService = ServiceKeySecret.parse(secret);
    if (ofService.isPresent()) {
      return serviceKeys
          .disableLeaked(ofService.get(), ACTOR)
          .onFailure(LeakedKeyService::isGone)
          .recoverWithItem(false);
    }
    return secrets.read(secret).map(this::end).orElseGet(LeakedKeyService::nothing);
  }

  private Uni<Boolean> end(ApiToken secret) {
    return keys.ownerOf(secret)
        .chain(found -> found.map(key -> end(key, secret)).orElseGet(LeakedKeyService::nothing))
        // The key, or its account, was deleted meanwhile.
        .onFailure(LeakedKeyService::isGone)
        .recoverWithItem(false);
  }

  private Uni<Boolean> end(KeyOwner key, ApiToken secret) {
    Uni<Boolean> ended =
        key.keyId().equals(ApiKey.DEFAULT)
            ? tokens.replace(key.userId(), secret)
            : disable(key, secret, ATTEMPTS);
    return ended.invoke(
        done -> {
          if (done) {
            trail.record(
                SecurityEvent.done(SecurityEventType.API_KEY_LEAK, key.userId()).by(ACTOR));
          }
        });
  }

  private Uni<Boolean> disable(KeyOwner key, ApiToken secret, int attempts) {
    return accounts
        .find(key.userId())
        .chain(
            owner ->
                keys.find(owner.apiToken(), key.keyId())
                    .map(KeyOverview::key)
                    .chain(
                        stored ->
                            stored.limits().enabled() && keys.accepts(stored, secret)
                                ? disable(owner, stored, key, secret, attempts)
                                : nothing()));
  }

  private Uni<Boolean> disable(
      AuthenticatedAccount owner, ApiKey stored, KeyOwner key, ApiToken secret, int attempts) {
    ApiKey disabled = stored.with(stored.name(), stored.limits().disabled());
    Notice notice =
        notices.prepare(
            MailTemplate.API_KEY_LEAKED, owner.account(), Map.of("name", stored.name()));
    Event event = Event.of(EventType.KEY_DISABLED, key.userId()).with("key", stored.id());
    return events
        .prepare(event)
        .chain(
            prepared ->
                keys.write(
                        keys.change(owner.apiToken(), stored, disabled),
                        prepared.after(notice.writes()))
                    .invoke(
                        result -> {
                          if (result == KeyWriteResult.DONE) {
                            notices.deliver(notice);
                            prepared.deliver();
                          }
                        }))
        .chain(
            result -> {
              if (result == KeyWriteResult.DONE) {
                return Uni.createFrom().item(true);
              }
              if (attempts <= 1) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return Uni.createFrom()
                  .voidItem()
                  .onItem()
                  .delayIt()
                  .by(PAUSE)
                  .chain(() -> disable(key, secret, attempts - 1));
            });
  }

  private static Uni<Boolean> nothing() {
    return Uni.createFrom().item(false);
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof ApiException known
        && (known.code() == ErrorCode.USER_NOT_FOUND
            || known.code() == ErrorCode.API_KEY_NOT_FOUND
            || known.code() == ErrorCode.SERVICE_KEY_NOT_FOUND
            || known.code() == ErrorCode.ACCOUNT_SUSPENDED);
  }
}
