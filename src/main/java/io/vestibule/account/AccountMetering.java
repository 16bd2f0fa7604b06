package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.UsageReport;
import io.vestibule.usage.UsageService;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** An account's API token: what stands on its meter, and its replacement by another. */
@ApplicationScoped
class AccountMetering {
  /** After so many, a token in constant use is stopped first. */
  private static final int UNDISTURBED = 3;

  private static final int ATTEMPTS = 6;

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final UsageService usage;
  private final AuditTrail trail;
  private final InstantSource clock;

  AccountMetering(
      AccountStore store,
      ApiTokens apiTokens,
      UsageService usage,
      AuditTrail trail,
      InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.usage = usage;
    this.trail = trail;
    this.clock = clock;
  }

  Uni<UsageReport> report(String userId) {
    return existing(userId).map(this::tokenOf).chain(usage::report);
  }

  /**
   * A new token in the place of the old one, which is dead from then on; what was counted goes with
   * it. One transaction changes account and token; it is refused where the old one counted
   * meanwhile, and tried again.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} where others keep replacing it
   */
  Uni<ApiToken> rotate(Caller caller) {
    return rotate(caller.userId(), 1)
        .invoke(fresh -> trail.record(SecurityEvent.done(SecurityAct.API_TOKEN_ROTATION, caller)));
  }

  private Uni<ApiToken> rotate(String userId, int attempt) {
    ApiToken fresh = apiTokens.create();
    return existing(userId)
        .call(stored -> attempt > UNDISTURBED ? apiTokens.freeze(tokenOf(stored)) : nothing())
        .chain(stored -> replace(stored, fresh))
        .chain(
            done -> {
              if (done) {
                return Uni.createFrom().item(fresh);
              }
              if (attempt >= ATTEMPTS) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return rotate(userId, attempt + 1);
            });
  }

  private Uni<Boolean> replace(StoredAccount stored, ApiToken fresh) {
    String userId = stored.account().userId();
    AttributeChange change =
        new AttributeChange()
            .set("sealed_api_token", AttributeValue.fromS(apiTokens.seal(fresh, userId)))
            .set("updatedAt", AttributeValue.fromS(clock.instant().toString()));
    return apiTokens
        .replacement(tokenOf(stored), fresh)
        .chain(
            writes ->
                writes.isEmpty()
                    ? Uni.createFrom().item(false)
                    : write(stored, change, writes.get()));
  }

  private Uni<Boolean> write(
      StoredAccount stored, AttributeChange change, List<TransactWriteItem> writes) {
    return store.change(
        stored.account().userId(), stored.credential().sealedApiToken(), change, writes);
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
