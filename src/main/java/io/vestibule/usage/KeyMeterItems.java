package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attribute {@code keys} (M, by key id) of a meter. Each entry is a map of {@code v} (version),
 * {@code d} (day), {@code n} (units on that day), {@code m} (units in its month), {@code u} (last
 * used, minute), {@code w} (start of the window) and {@code r} (calls in it), all N. Their names
 * are short because every write pays for the size of the item.
 */
final class KeyMeterItems {
  static final String KEYS = "keys";

  private KeyMeterItems() {}

  static AttributeValue write(KeyMeter meter) {
    Item entry =
        item()
            .number("v", meter.version())
            .number("d", meter.day())
            .number("n", meter.dayCount())
            .number("m", meter.monthCount())
            .number("w", meter.window())
            .number("r", meter.windowCount());
    meter.lastUsedMinute().ifPresent(minute -> entry.number("u", minute));
    return AttributeValue.fromM(entry.attributes());
  }

  /** The map with the entry of the API token only. */
  static AttributeValue only(KeyMeter unnamed) {
    return AttributeValue.fromM(Map.of(ApiKey.DEFAULT, write(unnamed)));
  }

  /** Without the named keys. */
  static AttributeValue unnamedOf(AttributeValue keys) {
    AttributeValue entry = keys.m().get(ApiKey.DEFAULT);
    return AttributeValue.fromM(entry == null ? Map.of() : Map.of(ApiKey.DEFAULT, entry));
  }

  /** Empty for a row of an earlier version. */
  static Map<String, KeyMeter> read(StoredItem row) {
    Map<String, KeyMeter> keys = new TreeMap<>();
    if (row.has(KEYS)) {
      row.attributes().get(KEYS).m().forEach((id, entry) -> keys.put(id, read(entry)));
    }
    return keys;
  }

  private static KeyMeter read(AttributeValue entry) {
    StoredItem row = StoredItem.of(entry.m());
    return new KeyMeter(
        row.number("v"),
        row.number("d"),
        row.number("n"),
        row.number("m"),
        row.has("u") ? OptionalLong.of(row.number("u")) : OptionalLong.empty(),
        row.number("w"),
        row.number("r"));
  }
}
