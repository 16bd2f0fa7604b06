package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Writes imported accounts: login, account and API token in one transaction, as a sign-up does
 * ({@link AccountStore#create}).
 */
@ApplicationScoped
class ImportedAccountStore {
  private static final int LOGIN_GUARD = 0;
  private static final int USER = 1;
  private static final int API_TOKEN = 2;

  private final Dynamo dynamo;
  private final String users;
  private final String logins;

  ImportedAccountStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  /** What became of the writes; unless {@code DONE}, nothing was written. */
  enum Written {
    DONE,
    EMAIL_TAKEN,
    /** There is another record under the id. */
    ID_TAKEN,
    /** Another account has the API token. */
    TOKEN_TAKEN
  }

  /**
   * @param more attributes that an {@link Account} does not have
   */
  Uni<Written> create(
      StoredAccount stored, Map<String, AttributeValue> more, TransactWriteItem apiToken) {
    Map<String, AttributeValue> user = new LinkedHashMap<>(AccountItems.write(stored));
    user.putAll(more);
    return write(stored.account(), Dynamo.putNew(users, "user_id", user), apiToken);
  }

  /**
   * Turns the record that an earlier system left under the id in this table into the account: adds
   * what the record lacks, and sets what this service reads in its own form. {@code ID_TAKEN} if
   * there is no such record, or it has another password by now.
   *
   * @param unusable attributes of the record that must not become part of the account
   */
  Uni<Written> adopt(
      StoredAccount stored, Collection<String> unusable, TransactWriteItem apiToken) {
    AttributeChange change = new AttributeChange();
    Map<String, AttributeValue> user = new LinkedHashMap<>(AccountItems.write(stored));
    user.remove("user_id");
    AttributeValue hash = user.remove("password_hash");
    user.forEach(change::set);
    unusable.stream().filter(name -> !user.containsKey(name)).forEach(change::remove);
    TransactWriteItem adoption =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(AccountItems.key(stored.account().userId()))
                        .updateExpression(change.expression())
                        .conditionExpression(
                            "password_hash = :hash AND attribute_not_exists(sealed_api_token)"
                                + " AND attribute_not_exists("
                                + AccountItems.ERASING
                                + ")")
                        .expressionAttributeNames(change.names())
                        .expressionAttributeValues(change.valuesWith(":hash", hash)))
            .build();
    return write(stored.account(), adoption, apiToken);
  }

  private Uni<Written> write(Account account, TransactWriteItem user, TransactWriteItem apiToken) {
    TransactWriteItem guard = Dynamo.putNew(logins, "login", AccountItems.emailGuard(account));
    return dynamo
        .transact(List.of(guard, user, apiToken))
        .replaceWith(Written.DONE)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(ImportedAccountStore::refusal);
  }

  private static Written refusal(Throwable refused) {
    if (Dynamo.refusedAt(refused, LOGIN_GUARD)) {
      return Written.EMAIL_TAKEN;
    }
    if (Dynamo.refusedAt(refused, USER)) {
      return Written.ID_TAKEN;
    }
    if (Dynamo.refusedAt(refused, API_TOKEN)) {
      return Written.TOKEN_TAKEN;
    }
    throw new IllegalStateException("refused without a reason", refused);
  }
}
