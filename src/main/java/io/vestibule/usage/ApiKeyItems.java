package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of named keys in the tokens table.
 *
 * <ul>
 *   <li>The key: {@code token} (S, {@code key:<user_id>:<key_id>}), {@code user_id}, {@code id},
 *       {@code name}, {@code digest}, {@code hint} (S), {@code former} (L of M: {@code digest},
 *       {@code until}), {@code created_at} (S), {@code enabled} (BOOL), {@code scopes}, {@code
 *       ip_allow} (L of S), {@code ends_at} (N, epoch seconds), {@code rate_limit}, {@code
 *       rate_window}, {@code quota}, {@code version} (N).
 *   <li>Each secret: {@code token} (S, SHA-256 hex), {@code user_id}, {@code key_id} (S) and, once
 *       it is replaced, {@code expires_at} (N, epoch seconds, TTL).
 * </ul>
 *
 * The end of a key is not {@code expires_at}: DynamoDB would delete the key, and its owner would
 * not know why it stopped working.
 */
final class ApiKeyItems {
  private ApiKeyItems() {}

  static String rowKey(String userId, String keyId) {
    return "key:" + userId + ":" + keyId;
  }

  static Map<String, AttributeValue> write(ApiKey key) {
    ApiKey.Limits limits = key.limits();
    Item row =
        item()
            .text("token", rowKey(key.userId(), key.id()))
            .text("user_id", key.userId())
            .text("id", key.id())
            .text("name", key.name())
            .text("digest", key.digest())
            .text("hint", key.hint())
            .value(
                "former",
                AttributeValue.fromL(key.former().stream().map(ApiKeyItems::write).toList()))
            .time("created_at", key.createdAt())
            .flag("enabled", limits.enabled())
            .value("scopes", texts(limits.scopes()))
            .value("ip_allow", texts(limits.ipAllow()))
            .number("version", key.version());
    limits.expiresAt().ifPresent(end -> row.epochSeconds("ends_at", end));
    limits
        .rate()
        .ifPresent(
            rate ->
                row.number("rate_limit", rate.limit()).number("rate_window", rate.windowSeconds()));
    limits.quota().ifPresent(quota -> row.number("quota", quota));
    return row.attributes();
  }

  static ApiKey read(StoredItem row) {
    return new ApiKey(
        row.text("user_id"),
        row.text("id"),
        row.text("name"),
        row.text("digest"),
        row.text("hint"),
        row.attributes().get("former").l().stream().map(ApiKeyItems::former).toList(),
        row.time("created_at"),
        new ApiKey.Limits(
            row.flag("enabled"),
            texts(row, "scopes"),
            false,
            row.has("ends_at") ? Optional.of(row.epochSeconds("ends_at")) : Optional.empty(),
            texts(row, "ip_allow"),
            row.has("rate_limit")
                ? Optional.of(new KeyRate(row.number("rate_limit"), row.number("rate_window")))
                : Optional.empty(),
            row.has("quota") ? OptionalLong.of(row.number("quota")) : OptionalLong.empty()),
        row.number("version"));
  }

  static Map<String, AttributeValue> secret(ApiKey key) {
    return item()
        .text("token", key.digest())
        .text("user_id", key.userId())
        .text("key_id", key.id())
        .attributes();
  }

  private static AttributeValue write(ApiKey.Former former) {
    return AttributeValue.fromM(
        item().text("digest", former.digest()).epochSeconds("until", former.until()).attributes());
  }

  private static ApiKey.Former former(AttributeValue stored) {
    StoredItem entry = StoredItem.of(stored.m());
    return new ApiKey.Former(entry.text("digest"), entry.epochSeconds("until"));
  }

  private static AttributeValue texts(List<String> texts) {
    return AttributeValue.fromL(texts.stream().map(AttributeValue::fromS).toList());
  }

  private static List<String> texts(StoredItem row, String name) {
    return row.attributes().get(name).l().stream().map(AttributeValue::s).toList();
  }
}
