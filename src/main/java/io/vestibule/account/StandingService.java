package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
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
 * Role, status and plan of an account. Status and plan stand on the API token's row too, where
 * metering reads them: both rows change in one transaction, so a change takes hold at the next
 * call.
 */
@ApplicationScoped
public class StandingService {
  /** {@code actor} of what is done by an operator's command or by configuration. */
  public static final String OPERATOR = "operator";

  private static final int ATTEMPTS = 4;

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final Plans plans;
  private final SessionService sessions;
  private final AuditTrail trail;
  private final InstantSource clock;

  StandingService(
      AccountStore store,
      ApiTokens apiTokens,
      Plans plans,
      SessionService sessions,
      AuditTrail trail,
      InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.plans = plans;
    this.sessions = sessions;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Makes the change; suspension ends every session.
   *
   * @param actor who decided: an administrator's id or {@value #OPERATOR}
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for a
   *     plan that is not configured, {@link ErrorCode#CONFLICT}
   */
  public Uni<Account> change(String userId, Standing wanted, String actor) {
    if (wanted.plan().filter(plan -> !plans.exists(plan)).isPresent()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "plan", "must be one of " + String.join(", ", plans.names()));
    }
    return change(userId, wanted, actor, ATTEMPTS)
        .call(
            account ->
                account.status() == Status.SUSPENDED
                    ? sessions.endAll(userId)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Account> change(String userId, Standing wanted, String actor, int attempts) {
    return existing(userId)
        .chain(
            before -> {
              Instant now = clock.instant();
              return write(before, wanted, now)
                  .chain(
                      done -> {
                        if (done) {
                          record(before.account(), wanted, actor);
                          return existing(userId).map(StoredAccount::account);
                        }
                        if (attempts <= 1) {
                          throw ApiException.of(ErrorCode.CONFLICT);
                        }
                        return change(userId, wanted, actor, attempts - 1);
                      });
            });
  }

  private Uni<Boolean> write(StoredAccount before, Standing wanted, Instant now) {
    String userId = before.account().userId();
    String box = before.credential().sealedApiToken();
    AttributeChange change =
        new AttributeChange().set("updatedAt", AttributeValue.fromS(now.toString()));
    wanted.role().ifPresent(role -> change.set("role", AttributeValue.fromS(role.wire())));
    wanted.status().ifPresent(status -> change.set("status", AttributeValue.fromS(status.wire())));
    wanted.plan().ifPresent(plan -> change.set("plan", AttributeValue.fromS(plan)));
    Optional<Boolean> suspended = wanted.status().map(Status.SUSPENDED::equals);
    List<TransactWriteItem> tokenPart =
        wanted.plan().isEmpty() && suspended.isEmpty()
            ? List.of()
            : List.of(apiTokens.standing(apiTokens.open(box, userId), wanted.plan(), suspended));
    return store.change(userId, box, change, tokenPart);
  }

  private void record(Account before, Standing wanted, String actor) {
    if (wanted.role().filter(role -> role != before.role()).isPresent()) {
      record(SecurityAct.ROLE_CHANGE, before, actor);
    }
    if (wanted.status().filter(status -> status != before.status()).isPresent()) {
      record(SecurityAct.STATUS_CHANGE, before, actor);
    }
    if (wanted.plan().filter(plan -> !plan.equals(before.plan())).isPresent()) {
      record(SecurityAct.PLAN_CHANGE, before, actor);
    }
  }

  private void record(SecurityAct act, Account account, String actor) {
    trail.record(SecurityEvent.done(act, account.userId()).by(actor));
  }

  private Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }
}
