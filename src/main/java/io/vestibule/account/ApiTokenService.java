package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.mail.MailTemplate;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.UsageReport;
import io.vestibule.usage.UsageService;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The usage report and the rotation of an account's API token. */
@ApplicationScoped
public class ApiTokenService {
  /** After this many attempts, a token in constant use is frozen first. */
  private static final int ATTEMPTS_BEFORE_FREEZE = 3;

  private static final int MAX_ATTEMPTS = 6;

  /** If a rotation is interrupted after the freeze, the old token works again after this time. */
  private static final Duration FREEZE = Duration.ofSeconds(10);

  private record NoticeText(MailTemplate template, Map<String, String> values) {}

  private static final NoticeText CREATED =
      new NoticeText(MailTemplate.API_TOKEN_CREATED, Map.of());
  private static final NoticeText LEAKED =
      new NoticeText(MailTemplate.API_KEY_LEAKED, Map.of("name", ApiKey.DEFAULT));

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final UsageService usage;
  private final FreshAuthentication fresh;
  private final AuditTrail trail;
  private final AccountNotices notices;
  private final EventPublisher events;
  private final InstantSource clock;

  ApiTokenService(
      AccountStore store,
      ApiTokens apiTokens,
      UsageService usage,
      FreshAuthentication fresh,
      AuditTrail trail,
      AccountNotices notices,
      EventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.usage = usage;
    this.fresh = fresh;
    this.trail = trail;
    this.notices = notices;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<UsageReport> report(String userId) {
    return existing(userId).map(this::tokenOf).chain(usage::report);
  }

  /**
   * Replaces the API token by a new one, which takes over the counted usage. The old token stops
   * working. One transaction changes account and token. If the old token counted usage since it was
   * read, the transaction fails and is repeated.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link ErrorCode#CONFLICT} if
   *     concurrent changes persist
   */
  Uni<ApiToken> rotate(Caller caller) {
    fresh.require(caller);
    return rotate(caller.userId(), Optional.empty(), CREATED, 1)
        .map(Optional::orElseThrow)
        .invoke(
            newToken ->
                trail.record(SecurityEvent.done(SecurityEventType.API_TOKEN_ROTATION, caller)));
  }

  /** As {@link LeakedApiTokens#replace}. */
  Uni<Boolean> replaceLeaked(String userId, ApiToken leaked) {
    return rotate(userId, Optional.of(leaked), LEAKED, 1).map(Optional::isPresent);
  }

  /**
   * @param only the token to replace; if another one is stored by now, nothing is done
   */
  private Uni<Optional<ApiToken>> rotate(
      String userId, Optional<ApiToken> only, NoticeText text, int attempt) {
    return existing(userId)
        .chain(
            stored ->
                only.filter(token -> !tokenOf(stored).reveal().equals(token.reveal())).isPresent()
                    ? Uni.createFrom().item(Optional.empty())
                    : rotate(stored, only, text, attempt));
  }

  private Uni<Optional<ApiToken>> rotate(
      StoredAccount account, Optional<ApiToken> only, NoticeText text, int attempt) {
    ApiToken newToken = apiTokens.create();
    String userId = account.account().userId();
    return Uni.createFrom()
        .item(account)
        .call(stored -> attempt > ATTEMPTS_BEFORE_FREEZE ? freeze(tokenOf(stored)) : nothing())
        .chain(stored -> replace(stored, newToken, text))
        .chain(
            replaced -> {
              if (replaced) {
                return Uni.createFrom().item(Optional.of(newToken));
              }
              if (attempt >= MAX_ATTEMPTS) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return rotate(userId, only, text, attempt + 1);
            });
  }

  private Uni<Void> freeze(ApiToken token) {
    return apiTokens.freeze(token, clock.instant().plus(FREEZE));
  }

  private Uni<Boolean> replace(StoredAccount stored, ApiToken newToken, NoticeText text) {
    String userId = stored.account().userId();
    AttributeChange change =
        new AttributeChange()
            .set("sealed_api_token", AttributeValue.fromS(apiTokens.seal(newToken, userId)))
            .set("updatedAt", AttributeValue.fromS(clock.instant().toString()));
    return apiTokens
        .replacement(tokenOf(stored), newToken)
        .chain(
            writes ->
                writes.isEmpty()
                    ? Uni.createFrom().item(false)
                    : write(stored, change, writes.get(), text));
  }

  private Uni<Boolean> write(
      StoredAccount stored,
      AttributeChange change,
      List<TransactWriteItem> tokenPart,
      NoticeText text) {
    Notice notice = notices.prepare(text.template(), stored.account(), text.values());
    List<TransactWriteItem> writes = new ArrayList<>(tokenPart);
    writes.addAll(notice.writes());
    String userId = stored.account().userId();
    return events
        .prepare(Event.of(EventType.KEY_ROTATED, userId).with("key", "default"))
        .chain(
            event ->
                store
                    .change(
                        userId, stored.credential().sealedApiToken(), change, event.after(writes))
                    .invoke(
                        written -> {
                          if (written) {
                            notices.deliver(notice);
                            event.deliver();
                          }
                        }));
  }

  private ApiToken tokenOf(StoredAccount stored) {
    return apiTokens.open(stored.credential().sealedApiToken(), stored.account().userId());
  }

  private Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
