package io.vestibule.account;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ShardMerge.Entry;
import io.vestibule.account.ShardMerge.Part;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The list of accounts for administrators and back ends. The indexes say which accounts a page has;
 * their items are read by key, so that the page shows their present state.
 */
@ApplicationScoped
public class AccountList {
  /** Entries of 4 KiB, which is the least that a query costs. */
  private static final int LEAST_PART = 20;

  /** How much of a shard is examined at a time if most of it may be dropped. */
  private static final int FILTERED_PART = 100;

  /** Bounds the work for a filter that few accounts match: the page is then short. */
  private static final int ROUNDS = 4;

  private final Dynamo dynamo;
  private final AdministeredAccounts accounts;
  private final Cursors cursors;
  private final String users;

  AccountList(Dynamo dynamo, AdministeredAccounts accounts, Cursors cursors, TablesConfig tables) {
    this.dynamo = dynamo;
    this.accounts = accounts;
    this.cursors = cursors;
    this.users = tables.users();
  }

  /**
   * A page of accounts.
   *
   * @param nextCursor empty on the last page; a page before it may have any number of accounts,
   *     even none
   */
  public record Page(List<AdministeredAccount> accounts, Optional<String> nextCursor) {}

  /**
   * A page of the list. The indexes lag behind the table for a moment.
   *
   * @param cursor of the page before; empty for the first page
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  public Uni<Page> page(AccountQuery query, int limit, Optional<String> cursor) {
    String list = "users\n" + query.text();
    Optional<ListPosition> from =
        cursor.map(given -> ListPosition.parse(cursors.open(list, given)));
    Reading reading =
        new Reading(query, from, limit, new ShardMerge(ListItems.shards(), query.order(), limit));
    return read(reading, 1)
        .map(done -> reading.merge().page())
        .chain(
            page ->
                accounts
                    .findAll(page.userIds())
                    .map(
                        found ->
                            new Page(
                                found, page.next().map(next -> cursors.seal(list, next.text())))));
  }

  private record Reading(
      AccountQuery query,
      Optional<ListPosition> from,
      int limit,
      ShardMerge merge,
      Map<String, Map<String, AttributeValue>> last) {
    Reading(AccountQuery query, Optional<ListPosition> from, int limit, ShardMerge merge) {
      this(query, from, limit, merge, new HashMap<>());
    }

    int part() {
      return query.isFiltered()
          ? FILTERED_PART
          : Math.max(LEAST_PART, 2 * limit / ListItems.SHARDS);
    }
  }

  private Uni<Void> read(Reading reading, int round) {
    List<String> missing = reading.merge().missing();
    if (missing.isEmpty() || round > ROUNDS) {
      return Uni.createFrom().voidItem();
    }
    return Multi.createFrom()
        .iterable(missing)
        .onItem()
        .transformToUniAndMerge(
            shard -> query(reading, shard).map(response -> Map.entry(shard, response)))
        .collect()
        .asList()
        .invoke(
            responses ->
                responses.forEach(
                    response -> {
                      reading.last().put(response.getKey(), response.getValue().lastEvaluatedKey());
                      reading.merge().add(response.getKey(), part(reading, response.getValue()));
                    }))
        .chain(() -> read(reading, round + 1));
  }

  private Uni<QueryResponse> query(Reading reading, String shard) {
    AccountQuery query = reading.query();
    return dynamo.call(
        db ->
            db.query(
                request ->
                    request
                        .tableName(users)
                        .indexName(query.index())
                        .keyConditionExpression(query.keyCondition(reading.from()))
                        .filterExpression(query.filterExpression())
                        .expressionAttributeNames(query.names())
                        .expressionAttributeValues(query.values(shard, reading.from()).attributes())
                        .exclusiveStartKey(reading.last().get(shard))
                        .scanIndexForward(query.isAscending())
                        .limit(reading.part())));
  }

  private static Part part(Reading reading, QueryResponse response) {
    String key = reading.query().sortKey();
    return new Part(
        response.items().stream()
            .map(StoredItem::of)
            .map(row -> new Entry(row.text(key), row.text("user_id")))
            .toList(),
        StoredItem.ofNullable(response.lastEvaluatedKey()).map(last -> last.text(key)));
  }
}
