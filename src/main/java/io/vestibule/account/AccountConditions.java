package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Conditions on an account in the transactions of other packages. Requests are authenticated by
 * copies that are up to ten seconds old, which is too old for a change of sign-in methods.
 */
@ApplicationScoped
public class AccountConditions {
  private static final String EXISTS =
      "attribute_exists(user_id) AND attribute_not_exists(" + AccountItems.ERASING + ")";

  /** {@code auth_time} is in whole seconds. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  private final String users;

  AccountConditions(TablesConfig tables) {
    this.users = tables.users();
  }

  /** Fails the transaction if the account does not exist or is being erased. */
  public TransactWriteItem exists(String userId) {
    return check(userId, EXISTS, item());
  }

  /**
   * Fails the transaction if the account does not exist, is being erased, or all its sessions were
   * ended after the caller authenticated.
   */
  public TransactWriteItem stillAuthenticated(Caller caller) {
    Item values = item();
    String condition = EXISTS;
    if (caller.sessionId() != null) {
      condition =
          EXISTS
              + " AND (attribute_not_exists(sessions_valid_after)"
              + " OR sessions_valid_after < :authenticated OR kept_session_id = :session)";
      values
          .time(":authenticated", caller.authentication().time().plus(ROUNDING))
          .text(":session", caller.sessionId());
    }
    return check(caller.userId(), condition, values);
  }

  private TransactWriteItem check(String userId, String condition, Item values) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(users)
                    .key(AccountItems.key(userId))
                    .conditionExpression(condition)
                    .expressionAttributeValues(
                        values.attributes().isEmpty() ? null : values.attributes()))
        .build();
  }
}
