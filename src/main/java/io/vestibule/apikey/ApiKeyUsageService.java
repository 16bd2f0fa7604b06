package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.usage.ApiKeys;
import io.vestibule.usage.KeyUsageReport;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** The usage of an account's API keys, for its owner. */
@ApplicationScoped
class ApiKeyUsageService {
  private final AccountService accounts;
  private final ApiKeys keys;

  ApiKeyUsageService(AccountService accounts, ApiKeys keys) {
    this.accounts = accounts;
    this.keys = keys;
  }

  /**
   * @throws ApiException {@link ErrorCode#API_KEY_NOT_FOUND}
   */
  Uni<KeyUsageReport> read(String userId, String id) {
    return accounts.find(userId).chain(owner -> keys.report(owner.apiToken(), id));
  }

  /** The usage of all keys. */
  Uni<String> export(String userId, UsageCsv csv) {
    return accounts.find(userId).chain(owner -> keys.reports(owner.apiToken())).map(csv::write);
  }
}
