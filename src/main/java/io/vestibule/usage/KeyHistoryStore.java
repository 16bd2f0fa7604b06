package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Moves closed days from the meter to the history of their key ({@link KeyHistoryItems}). Both rows
 * change in one transaction on condition that nothing was counted since the meter was read, so that
 * no unit is lost or counted on two days.
 */
@ApplicationScoped
class KeyHistoryStore {
  private final Dynamo dynamo;
  private final String table;

  KeyHistoryStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.userTokens();
  }

  /** The closed days and months of a key, read consistently; empty if there are none. */
  Uni<Optional<StoredItem>> find(String userId, String keyId) {
    return dynamo.read(table, MeterItems.key(KeyHistoryItems.rowKey(userId, keyId)));
  }

  /**
   * Adds the counters of the API token to a row from before keys existed. The months that the row
   * has become the token's. Does nothing if the row has counters by now.
   */
  Uni<Void> start(Meter meter, Instant now) {
    UsagePeriod month = UsagePeriod.at(now);
    long used = meter.isBehind(month) ? 0 : meter.count();
    KeyMeter unused = KeyMeter.unused(0, now);
    KeyMeter counters =
        new KeyMeter(0, unused.day(), 0, used, unused.lastUsedMinute(), unused.window(), 0);
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        update(
            meter.digest(),
            "SET #keys = :keys",
            "attribute_exists(usage_count) AND attribute_not_exists(#keys)",
            Map.of("#keys", KeyMeterItems.KEYS),
            item().value(":keys", KeyMeterItems.only(counters))));
    Map<UsagePeriod, Long> months = new HashMap<>(meter.history());
    meter.period().ifPresent(open -> months.put(open, meter.count()));
    Map<String, String> names = new HashMap<>();
    Item values = item().text(":user", meter.userId());
    StringBuilder expression = new StringBuilder("SET user_id = :user");
    months.forEach(
        (period, count) -> {
          int number = names.size();
          names.put("#m" + number, KeyHistoryItems.month(period));
          values.number(":m" + number, count);
          expression.append(", #m").append(number).append(" = :m").append(number);
        });
    writes.add(
        update(
            KeyHistoryItems.rowKey(meter.userId(), ApiKey.DEFAULT),
            expression.toString(),
            null,
            names,
            values));
    return write(writes);
  }

  /** Closes the day of a key's counters and starts that of {@code now}, unless another did. */
  Uni<Void> closeDay(Meter meter, String keyId, Instant now) {
    KeyMeter old = meter.keys().get(keyId);
    KeyMeter next = old.at(KeyMeter.dayAt(now));
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        update(
            meter.digest(),
            "SET #keys.#key.#d = :today, #keys.#key.#n = :zero, #keys.#key.#m = :month",
            "#keys.#key.#d = :day AND #keys.#key.#n = :count",
            Map.of("#keys", KeyMeterItems.KEYS, "#key", keyId, "#d", "d", "#n", "n", "#m", "m"),
            item()
                .number(":today", next.day())
                .number(":zero", 0)
                .number(":month", next.monthCount())
                .number(":day", old.day())
                .number(":count", old.dayCount())));
    if (old.dayCount() > 0) {
      writes.add(addition(meter.userId(), keyId, old, next));
    }
    return write(writes);
  }

  private TransactWriteItem addition(String userId, String keyId, KeyMeter old, KeyMeter next) {
    Map<String, String> names = new HashMap<>();
    names.put("#day", KeyHistoryItems.day(old.day()));
    names.put("#month", KeyHistoryItems.month(old.month()));
    List<String> outdated = outdated(old, next);
    List<String> removals = new ArrayList<>();
    for (int i = 0; i < outdated.size(); i++) {
      names.put("#old" + i, outdated.get(i));
      removals.add("#old" + i);
    }
    return update(
        KeyHistoryItems.rowKey(userId, keyId),
        "SET user_id = :user, #day = :count ADD #month :count"
            + (removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals)),
        null,
        names,
        item().text(":user", userId).number(":count", old.dayCount()));
  }

  /** Names of days and months that the row may have and that are no longer kept. */
  private static List<String> outdated(KeyMeter old, KeyMeter next) {
    List<String> names = new ArrayList<>();
    long lastDay = Math.min(old.day() - 1, next.day() - KeyHistoryItems.DAYS);
    for (long day = old.day() - KeyHistoryItems.DAYS; day <= lastDay; day++) {
      names.add(KeyHistoryItems.day(day));
    }
    UsagePeriod lastMonth = next.month().minus(KeyHistoryItems.MONTHS);
    for (int back = KeyHistoryItems.MONTHS; back >= 1; back--) {
      UsagePeriod month = old.month().minus(back);
      if (month.compareTo(lastMonth) <= 0) {
        names.add(KeyHistoryItems.month(month));
      }
    }
    return names;
  }

  private TransactWriteItem update(
      String token, String expression, String condition, Map<String, String> names, Item values) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table)
                .key(MeterItems.key(token))
                .updateExpression(expression)
                .conditionExpression(condition)
                .expressionAttributeNames(names.isEmpty() ? null : names)
                .expressionAttributeValues(values.attributes())
                .build())
        .build();
  }

  private Uni<Void> write(List<TransactWriteItem> writes) {
    return dynamo.transact(writes).onFailure(Dynamo::isRefused).recoverWithNull().replaceWithVoid();
  }
}
