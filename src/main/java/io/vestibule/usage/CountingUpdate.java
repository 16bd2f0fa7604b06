package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The update that counts the use of a key, and its condition: the key is as this server knows it,
 * the meter is not blocked, month and day are the present ones (or later, if this server's clock is
 * behind), and the limits of plan and key allow the use.
 *
 * @param update the update expression
 * @param condition the condition expression
 * @param names the names that both use
 * @param values the values that both use
 */
record CountingUpdate(String update, String condition, Map<String, String> names, Item values) {
  private static final int SECONDS_PER_MINUTE = 60;

  /**
   * @param units sum of the units of all calls
   * @param calls counted against the rate
   */
  static CountingUpdate of(
      PresentedKey presented, long units, int calls, Quota quota, Instant now) {
    Item values =
        item()
            .number(":units", units)
            .number(":minute", now.getEpochSecond() / SECONDS_PER_MINUTE)
            .number(":version", presented.key().version())
            .number(":today", KeyMeter.dayAt(now))
            .text(":now", UsagePeriod.at(now).text());
    List<String> sets =
        new ArrayList<>(
            List.of(
                "usage_count = usage_count + :units",
                "#keys.#key.#n = #keys.#key.#n + :units",
                "#keys.#key.#m = #keys.#key.#m + :units",
                "#keys.#key.#u = :minute"));
    List<String> conditions =
        new ArrayList<>(
            List.of(
                "#period >= :now",
                "attribute_not_exists(#blocked)",
                "#keys.#key.#v = :version",
                "#keys.#key.#d >= :today",
                quota.condition(units, values)));
    Map<String, String> names =
        new HashMap<>(
            Map.of(
                "#period", "period",
                "#blocked", "blocked",
                "#keys", KeyMeterItems.KEYS,
                "#key", presented.id(),
                "#n", "n",
                "#m", "m",
                "#u", "u",
                "#v", "v",
                "#d", "d"));
    ApiKey.Limits limits = presented.key().limits();
    limits
        .quota()
        .ifPresent(
            own -> {
              values.number(":own", own - units);
              conditions.add("#keys.#key.#m <= :own");
            });
    limits
        .rate()
        .ifPresent(
            rate -> {
              names.put("#w", "w");
              names.put("#r", "r");
              long window = rate.windowAt(now);
              values.number(":window", window).number(":calls", calls);
              if (presented.lastWindow() < window) {
                sets.add("#keys.#key.#w = :window");
                sets.add("#keys.#key.#r = :calls");
                // A condition cannot compare two values; without keys nothing is counted anyway.
                conditions.add(
                    calls <= rate.limit()
                        ? "#keys.#key.#w < :window"
                        : "attribute_not_exists(#keys.#key.#w) AND #keys.#key.#w < :window");
              } else {
                values.number(":most", rate.limit() - calls);
                sets.add("#keys.#key.#r = #keys.#key.#r + :calls");
                conditions.add("#keys.#key.#w >= :window AND #keys.#key.#r <= :most");
              }
            });
    return new CountingUpdate(
        "SET " + String.join(", ", sets), String.join(" AND ", conditions), names, values);
  }
}
