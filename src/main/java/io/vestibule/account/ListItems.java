package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition.Index;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The attributes of the users table by which administrators list accounts: {@value #SHARD} (S), a
 * hash of the user id, and {@value #LISTED_AT} (S, {@code <createdAt>#<user_id>}). An index has one
 * partition for each shard, because a partition limits the writes of an import. Both indexes carry
 * what the list is filtered by (docs/decisions/0114-list-of-accounts.md).
 */
final class ListItems {
  static final String SHARD = "list_shard";
  static final String LISTED_AT = "listed_at";
  static final String EMAIL = "email";
  static final String BY_CREATION = "list-index";
  static final String BY_ADDRESS = "address-index";
  static final int SHARDS = 8;

  private static final String[] FILTERED = {"role", "status", "plan"};

  /** Fixed length: keys sort by time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private ListItems() {}

  static Index byCreation() {
    return Index.by(BY_CREATION, SHARD)
        .sortedBy(LISTED_AT, ScalarAttributeType.S)
        .carrying(FILTERED);
  }

  static Index byAddress() {
    return Index.by(BY_ADDRESS, SHARD).sortedBy(EMAIL, ScalarAttributeType.S).carrying(FILTERED);
  }

  static Item write(Item item, String userId, Instant createdAt) {
    return item.text(SHARD, shard(userId)).text(LISTED_AT, TIME.format(createdAt) + "#" + userId);
  }

  /** The attributes that an account of an earlier version lacks. */
  static Map<String, AttributeValue> missing(StoredItem account) {
    return write(item(), account.text("user_id"), account.time("createdAt")).attributes();
  }

  static boolean isListed(StoredItem account) {
    return account.has(SHARD);
  }

  /** All values of {@value #SHARD}. */
  static Iterable<String> shards() {
    return IntStream.range(0, SHARDS).mapToObj(Integer::toString).toList();
  }

  private static String shard(String userId) {
    return Integer.toString(Math.floorMod(userId.hashCode(), SHARDS));
  }
}
