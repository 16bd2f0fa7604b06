package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountConditions;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.apikey.ApiKeyWrites.Change;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiKeys;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.function.Function;

/** What administrators do about the keys of a user. They never see a secret. */
@ApplicationScoped
public class ApiKeyAdministration {
  private final AccountService accounts;
  private final AccountConditions conditions;
  private final ApiKeys keys;
  private final ApiKeyWrites writes;
  private final AuditTrail trail;
  private final InstantSource clock;

  ApiKeyAdministration(
      AccountService accounts,
      AccountConditions conditions,
      ApiKeys keys,
      ApiKeyWrites writes,
      AuditTrail trail,
      InstantSource clock) {
    this.accounts = accounts;
    this.conditions = conditions;
    this.keys = keys;
    this.writes = writes;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<ApiKeyList> list(String userId) {
    return accounts
        .find(userId)
        .chain(owner -> keys.list(owner.apiToken()))
        .map(all -> ApiKeyList.of(all, clock.instant()));
  }

  /**
   * Disables a key, or enables it again.
   *
   * @param actor the administrator
   * @throws ApiException as {@link #delete}
   */
  public Uni<ApiKeyView> setEnabled(String userId, String id, boolean enabled, String actor) {
    return write(
            userId,
            owner ->
                keys.findNamed(owner.apiToken(), id)
                    .map(
                        key ->
                            writes.change(
                                owner, key, key.with(key.name(), key.limits().enabled(enabled)))))
        .invoke(() -> record(SecurityEventType.API_KEY_CHANGE, userId, actor))
        .chain(() -> accounts.find(userId))
        .chain(owner -> keys.find(owner.apiToken(), id))
        .map(overview -> ApiKeyView.of(overview, clock.instant()));
  }

  /**
   * @param actor the administrator
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#API_KEY_NOT_FOUND},
   *     {@link ErrorCode#DEFAULT_API_KEY}, {@link ErrorCode#CONFLICT}
   */
  public Uni<Void> delete(String userId, String id, String actor) {
    return write(
            userId,
            owner -> keys.findNamed(owner.apiToken(), id).map(key -> writes.deletion(owner, key)))
        .invoke(() -> record(SecurityEventType.API_KEY_DELETION, userId, actor))
        .replaceWithVoid();
  }

  private Uni<ApiKey> write(String userId, Function<AuthenticatedAccount, Uni<Change>> prepare) {
    return writes.write(userId, conditions.exists(userId), prepare, false);
  }

  private void record(SecurityEventType act, String userId, String actor) {
    trail.record(SecurityEvent.done(act, userId).by(actor));
  }
}
