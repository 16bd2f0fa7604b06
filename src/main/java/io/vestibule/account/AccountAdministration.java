package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.event.EventPublisher;
import io.vestibule.session.SessionService;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Changes the role, status and plan of an account. The API token's row holds a copy of status and
 * plan, which metering reads. Both rows change in one transaction, so a change applies to the next
 * call.
 */
@ApplicationScoped
public class AccountAdministration {
  /** The {@code actor} of changes made by an operator's command or by configuration. */
  public static final String OPERATOR = "operator";

  private static final int MAX_ATTEMPTS = 4;

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final Plans plans;
  private final SessionService sessions;
  private final AuditTrail trail;
  private final EventPublisher events;
  private final InstantSource clock;

  AccountAdministration(
      AccountStore store,
      ApiTokens apiTokens,
      Plans plans,
      SessionService sessions,
      AuditTrail trail,
      EventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.plans = plans;
    this.sessions = sessions;
    this.trail = trail;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Applies the change. A suspension ends every session of the account.
   *
   * @param actor who made the decision: an administrator's id or {@value #OPERATOR}
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for a
   *     plan that is not configured, {@link ErrorCode#CONFLICT}
   */
  public Uni<Account> change(String userId, AccountStatusChange requested, String actor) {
    if (requested.plan().filter(plan -> !plans.exists(plan)).isPresent()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "plan", "must be one of " + String.join(", ", plans.names()));
    }
    return change(userId, requested, actor, MAX_ATTEMPTS)
        .call(
            account ->
                account.status() == Status.SUSPENDED
                    ? sessions.endAll(userId)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Account> change(
      String userId, AccountStatusChange requested, String actor, int attempts) {
    return existing(userId)
        .chain(
            before -> {
              Instant now = clock.instant();
              return write(before, requested, now)
                  .chain(
                      written -> {
                        if (written) {
                          record(before.account(), requested, actor);
                          return existing(userId).map(StoredAccount::account);
                        }
                        if (attempts <= 1) {
                          throw ApiException.of(ErrorCode.CONFLICT);
                        }
                        return change(userId, requested, actor, attempts - 1);
                      });
            });
  }

  private Uni<Boolean> write(StoredAccount before, AccountStatusChange requested, Instant now) {
    String userId = before.account().userId();
    String sealedApiToken = before.credential().sealedApiToken();
    AttributeChange change =
        new AttributeChange().set("updatedAt", AttributeValue.fromS(now.toString()));
    requested.role().ifPresent(role -> change.set("role", AttributeValue.fromS(role.wire())));
    requested
        .status()
        .ifPresent(status -> change.set("status", AttributeValue.fromS(status.wire())));
    requested.plan().ifPresent(plan -> change.set("plan", AttributeValue.fromS(plan)));
    Optional<Boolean> suspended = requested.status().map(Status.SUSPENDED::equals);
    if (suspended.orElse(false)) {
      change.invalidateSessions(now, null);
    }
    List<TransactWriteItem> tokenPart =
        requested.plan().isEmpty() && suspended.isEmpty()
            ? List.of()
            : List.of(
                apiTokens.statusUpdate(
                    apiTokens.open(sealedApiToken, userId), requested.plan(), suspended));
    return events
        .prepare(requested.event(userId))
        .chain(
            event ->
                store
                    .change(userId, sealedApiToken, change, event.after(tokenPart))
                    .invoke(
                        written -> {
                          if (written) {
                            event.deliver();
                          }
                        }));
  }

  private void record(Account before, AccountStatusChange requested, String actor) {
    if (requested.role().filter(role -> role != before.role()).isPresent()) {
      record(SecurityEventType.ROLE_CHANGE, before, actor);
    }
    if (requested.status().filter(status -> status != before.status()).isPresent()) {
      record(SecurityEventType.STATUS_CHANGE, before, actor);
    }
    if (requested.plan().filter(plan -> !plan.equals(before.plan())).isPresent()) {
      record(SecurityEventType.PLAN_CHANGE, before, actor);
    }
  }

  private void record(SecurityEventType type, Account account, String actor) {
    trail.record(SecurityEvent.done(type, account.userId()).by(actor));
  }

  private Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }
}
