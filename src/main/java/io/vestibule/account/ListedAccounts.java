package io.vestibule.account;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Adds accounts of earlier versions to the list of accounts: each at its next login or change, or
 * all of them for an operator.
 */
@ApplicationScoped
public class ListedAccounts {
  private static final Logger LOG = Logger.getLogger(ListedAccounts.class);
  private static final int PAGE_SIZE = 100;
  private static final int CONCURRENCY = 8;

  private final Dynamo dynamo;
  private final String users;

  ListedAccounts(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  /**
   * A page of all accounts.
   *
   * @param added how many of them were added to the list
   * @param last start of the next page; empty at the end
   */
  public record Page(int accounts, int added, Optional<String> last) {}

  /** Adds an account that was just written. A failure is only logged: the write was done. */
  Uni<Void> complete(StoredItem account) {
    if (ListItems.isListed(account)) {
      return Uni.createFrom().voidItem();
    }
    return add(account)
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "an account was not added to the list: %s", failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Adds the accounts of one page; needs permission to scan the users table.
   *
   * @param after the last account of the page before; empty for the first page
   * @param dryRun whether to count without writing
   */
  public Uni<Page> complete(Optional<String> after, boolean dryRun) {
    return dynamo
        .call(
            db ->
                db.scan(
                    scan ->
                        scan.tableName(users)
                            .limit(PAGE_SIZE)
                            .exclusiveStartKey(after.map(AccountItems::key).orElse(null))
                            .projectionExpression(
                                "user_id, createdAt, sealed_api_token, "
                                    + AccountItems.ERASING
                                    + ", "
                                    + ListItems.SHARD)))
        .chain(
            page -> {
              List<StoredItem> accounts =
                  page.items().stream()
                      .map(StoredItem::of)
                      .filter(ListedAccounts::isUsable)
                      .toList();
              List<StoredItem> missing =
                  accounts.stream().filter(account -> !ListItems.isListed(account)).toList();
              Optional<String> last =
                  StoredItem.ofNullable(page.lastEvaluatedKey()).map(key -> key.text("user_id"));
              return (dryRun ? Uni.createFrom().item(missing.size()) : addAll(missing))
                  .map(added -> new Page(accounts.size(), added, last));
            });
  }

  /** Without a token it is a record of an earlier system that no login has adopted yet. */
  private static boolean isUsable(StoredItem row) {
    return row.has("sealed_api_token") && row.has("createdAt") && !row.has(AccountItems.ERASING);
  }

  private Uni<Integer> addAll(List<StoredItem> accounts) {
    return Multi.createFrom()
        .iterable(accounts)
        .onItem()
        .transformToUni(this::add)
        .merge(CONCURRENCY)
        .filter(added -> added)
        .collect()
        .asList()
        .map(List::size);
  }

  private Uni<Boolean> add(StoredItem account) {
    AttributeChange change = new AttributeChange();
    ListItems.missing(account).forEach(change::set);
    Update addition =
        Update.builder()
            .tableName(users)
            .key(AccountItems.key(account.text("user_id")))
            .updateExpression(change.expression())
            .conditionExpression(
                "attribute_exists(user_id) AND attribute_not_exists("
                    + ListItems.SHARD
                    + ") AND attribute_not_exists("
                    + AccountItems.ERASING
                    + ")")
            .expressionAttributeNames(change.names())
            .expressionAttributeValues(change.values())
            .build();
    return dynamo.update(addition, List.of());
  }
}
