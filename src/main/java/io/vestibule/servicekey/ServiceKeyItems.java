package io.vestibule.servicekey;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.StoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Maps service keys to the items that {@link ServiceKeyStore} describes. */
final class ServiceKeyItems {
  private ServiceKeyItems() {}

  /** Without the key of the table. */
  static Map<String, AttributeValue> write(StoredServiceKey stored) {
    ServiceKey key = stored.key();
    return item()
        .text("name", key.name())
        .value("scopes", texts(key.scopes()))
        .value("ip_allow", texts(key.ipAllow()))
        .flag("enabled", key.enabled())
        .time("created_at", key.createdAt())
        .text("created_by", key.createdBy())
        .time("valid_until", key.expiresAt().orElse(null))
        .time("last_used_at", key.lastUsedAt().orElse(null))
        .text("hash", stored.hash())
        .text("old_hash", stored.oldHash().orElse(null))
        .time("old_until", key.oldSecretUntil().orElse(null))
        .attributes();
  }

  static StoredServiceKey read(StoredItem row) {
    return new StoredServiceKey(
        new ServiceKey(
            row.text("id"),
            row.text("name"),
            texts(row, "scopes"),
            texts(row, "ip_allow"),
            row.flag("enabled"),
            row.time("created_at"),
            row.text("created_by"),
            Optional.ofNullable(row.timeOrNull("valid_until")),
            Optional.ofNullable(row.timeOrNull("last_used_at")),
            Optional.ofNullable(row.timeOrNull("old_until"))),
        row.text("hash"),
        Optional.ofNullable(row.textOrNull("old_hash")));
  }

  static AttributeValue texts(List<String> values) {
    return AttributeValue.fromL(values.stream().map(AttributeValue::fromS).toList());
  }

  private static List<String> texts(StoredItem row, String name) {
    List<String> texts = new ArrayList<>();
    row.jsonOrNull(name).forEach(element -> texts.add(element.textValue()));
    return texts;
  }
}
