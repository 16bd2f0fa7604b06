package io.vestibule.usage;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.usage.Meter.Block;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A token's row: {@code token} (S, SHA-256 hex), {@code user_id}, {@code owner_email}, {@code
 * usage_count} (N), {@code plan_type}, {@code created_at} (S, ISO-8601), {@code period} (S,
 * 2026-11: what the count is for), {@code history} (M, period to N), {@code blocked} (S, suspended
 * or rotating; absent where the token may be used).
 */
final class MeterItems {
  private MeterItems() {}

  static Map<String, AttributeValue> key(String digest) {
    return Item.item().text("token", digest).attributes();
  }

  static String wire(Block block) {
    return block.name().toLowerCase(Locale.ROOT);
  }

  static Meter read(StoredItem row) {
    return new Meter(
        row.text("token"),
        row.text("user_id"),
        row.text("plan_type"),
        Optional.ofNullable(row.textOrNull("period")).map(Period::parse),
        row.number("usage_count"),
        history(row.attributes().get("history")),
        Optional.ofNullable(row.textOrNull("blocked"))
            .map(block -> Block.valueOf(block.toUpperCase(Locale.ROOT))),
        row.time("created_at"));
  }

  static AttributeValue write(NavigableMap<Period, Long> history) {
    Map<String, AttributeValue> months = new HashMap<>();
    history.forEach(
        (period, count) -> months.put(period.text(), AttributeValue.fromN(Long.toString(count))));
    return AttributeValue.fromM(months);
  }

  private static NavigableMap<Period, Long> history(AttributeValue months) {
    NavigableMap<Period, Long> history = new TreeMap<>();
    if (months != null) {
      months
          .m()
          .forEach((period, count) -> history.put(Period.parse(period), Long.valueOf(count.n())));
    }
    return history;
  }
}
