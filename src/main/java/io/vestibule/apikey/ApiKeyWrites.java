package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountConditions;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.Notice;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import io.vestibule.mail.MailTemplate;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiKeys;
import io.vestibule.usage.KeyWriteResult;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Writes the change of a key in one transaction with its notice and its event. */
@ApplicationScoped
class ApiKeyWrites {
  private static final int ATTEMPTS = 8;

  /** Between two attempts: the API token of the account may be in rotation. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final AccountService accounts;
  private final AccountConditions conditions;
  private final ApiKeys keys;
  private final AccountNotices notices;
  private final EventPublisher events;

  ApiKeyWrites(
      AccountService accounts,
      AccountConditions conditions,
      ApiKeys keys,
      AccountNotices notices,
      EventPublisher events) {
    this.accounts = accounts;
    this.conditions = conditions;
    this.keys = keys;
    this.notices = notices;
    this.events = events;
  }

  /**
   * The writes of a change.
   *
   * @param key the key after it
   * @param announced the type of its event, if it has one
   */
  record Change(ApiKey key, List<TransactWriteItem> writes, Optional<EventType> announced) {
    List<Event> events(String userId) {
      return announced.map(type -> Event.of(type, userId).with("key", key.id())).stream().toList();
    }
  }

  /** A changed key, whose secret may be another one. */
  Change change(AuthenticatedAccount owner, ApiKey before, ApiKey after) {
    return new Change(
        after, keys.change(owner.apiToken(), before, after), announced(before, after));
  }

  Change deletion(AuthenticatedAccount owner, ApiKey key) {
    return new Change(
        key, keys.deletion(owner.apiToken(), key), Optional.of(EventType.KEY_DELETED));
  }

  private static Optional<EventType> announced(ApiKey before, ApiKey after) {
    if (!after.digest().equals(before.digest())) {
      return Optional.of(EventType.KEY_ROTATED);
    }
    return before.limits().enabled() && !after.limits().enabled()
        ? Optional.of(EventType.KEY_DISABLED)
        : Optional.empty();
  }

  /**
   * Reads the owner, prepares the change and writes it, again if it was outdated.
   *
   * @param notify whether the owner gets a mail
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#CONFLICT}
   */
  Uni<ApiKey> write(
      Caller caller, Function<AuthenticatedAccount, Uni<Change>> prepare, boolean notify) {
    return write(caller.userId(), conditions.stillAuthenticated(caller), prepare, notify);
  }

  /**
   * The same for somebody else.
   *
   * @param condition what must hold for the owner's account
   */
  Uni<ApiKey> write(
      String userId,
      TransactWriteItem condition,
      Function<AuthenticatedAccount, Uni<Change>> prepare,
      boolean notify) {
    return write(new Request(userId, condition, prepare, notify), ATTEMPTS);
  }

  private record Request(
      String userId,
      TransactWriteItem condition,
      Function<AuthenticatedAccount, Uni<Change>> prepare,
      boolean withNotice) {}

  private Uni<ApiKey> write(Request request, int attempts) {
    return accounts
        .find(request.userId())
        .chain(
            owner ->
                request
                    .prepare()
                    .apply(owner)
                    .chain(
                        change ->
                            events
                                .prepare(change.events(request.userId()))
                                .chain(event -> write(request, owner, change, event))
                                .chain(
                                    result ->
                                        result == KeyWriteResult.DONE
                                            ? Uni.createFrom().item(change.key())
                                            : again(request, attempts, result))));
  }

  private Uni<KeyWriteResult> write(
      Request request, AuthenticatedAccount owner, Change change, PreparedEvents event) {
    Notice notice = request.withNotice() ? notice(owner) : Notice.NONE;
    List<TransactWriteItem> further = new ArrayList<>(notice.writes());
    further.add(request.condition());
    return keys.write(change.writes(), event.after(further))
        .invoke(
            result -> {
              if (result == KeyWriteResult.DONE) {
                notices.deliver(notice);
                event.deliver();
              }
            });
  }

  private Uni<ApiKey> again(Request request, int attempts, KeyWriteResult result) {
    if (result == KeyWriteResult.REFUSED) {
      throw ApiException.of(ErrorCode.USER_NOT_FOUND);
    }
    if (attempts <= 1) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(PAUSE)
        .chain(() -> write(request, attempts - 1));
  }

  private Notice notice(AuthenticatedAccount owner) {
    return notices.prepare(MailTemplate.API_KEY_CREATED, owner.account(), Map.of());
  }
}
