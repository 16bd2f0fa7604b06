package io.vestibule.usage;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.usage.Meter.Block;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item of an API token: {@code token} (S, SHA-256 hex), {@code user_id}, {@code owner_email},
 * {@code usage_count} (N), {@code plan_type}, {@code created_at} (S, ISO-8601), {@code period} (S,
 * 2026-11: the period of the count), {@code history} (M, period to N), {@code blocked} (S,
 * suspended or rotating; absent if the token is not blocked), {@code frozen_until} (N, epoch
 * seconds; until then, rotating blocks the token), {@code announced} (S, 2026-11/095: the highest
 * threshold of its period that an event was written for), {@code keys} ({@link KeyMeterItems}).
 */
final class MeterItems {
  static final String ANNOUNCED = "announced";

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
        Optional.ofNullable(row.textOrNull("period")).map(UsagePeriod::parse),
        row.number("usage_count"),
        history(row.attributes().get("history")),
        Optional.ofNullable(row.textOrNull("blocked"))
            .map(block -> Block.valueOf(block.toUpperCase(Locale.ROOT))),
        row.has("frozen_until")
            ? Optional.of(Instant.ofEpochSecond(row.number("frozen_until")))
            : Optional.empty(),
        Optional.ofNullable(row.textOrNull(ANNOUNCED)),
        row.time("created_at"),
        KeyMeterItems.read(row));
  }

  static AttributeValue write(NavigableMap<UsagePeriod, Long> history) {
    Map<String, AttributeValue> months = new HashMap<>();
    history.forEach(
        (period, count) -> months.put(period.text(), AttributeValue.fromN(Long.toString(count))));
    return AttributeValue.fromM(months);
  }

  private static NavigableMap<UsagePeriod, Long> history(AttributeValue months) {
    NavigableMap<UsagePeriod, Long> history = new TreeMap<>();
    if (months != null) {
      months
          .m()
          .forEach(
              (period, count) -> history.put(UsagePeriod.parse(period), Long.valueOf(count.n())));
    }
    return history;
  }
}
