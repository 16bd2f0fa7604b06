package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.dynamo.StoredItem;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The usage of a key.
 *
 * @param keyId the key
 * @param days the last 90 days with usage, newest first
 * @param months the last 24 months with usage, newest first
 */
@Schema(name = "ApiKeyUsage")
public record KeyUsageReport(
    @JsonProperty("key_id") @Schema(examples = "8f14e45fceea") String keyId,
    List<DayUsage> days,
    List<MonthUsage> months) {

  /**
   * Usage of one day (UTC).
   *
   * @param day for example {@code 2026-11-27}
   */
  public record DayUsage(
      @Schema(examples = "2026-11-27") String day, @JsonProperty("usage_count") long usageCount) {}

  /**
   * Usage of one calendar month (UTC).
   *
   * @param month for example {@code 2026-11}
   */
  public record MonthUsage(
      @Schema(examples = "2026-11") String month, @JsonProperty("usage_count") long usageCount) {}

  static KeyUsageReport of(
      String keyId, KeyMeter counters, Optional<StoredItem> closed, Instant now) {
    NavigableMap<LocalDate, Long> days = closed.map(KeyHistoryItems::days).orElseGet(TreeMap::new);
    NavigableMap<UsagePeriod, Long> months =
        closed.map(KeyHistoryItems::months).orElseGet(TreeMap::new);
    if (counters.dayCount() > 0) {
      days.merge(LocalDate.ofEpochDay(counters.day()), counters.dayCount(), Long::sum);
      months.merge(counters.month(), counters.dayCount(), Long::sum);
    }
    LocalDate firstDay = LocalDate.ofEpochDay(KeyMeter.dayAt(now) - KeyHistoryItems.DAYS + 1);
    UsagePeriod firstMonth = UsagePeriod.at(now).minus(KeyHistoryItems.MONTHS - 1);
    return new KeyUsageReport(
        keyId,
        newestFirst(
            days.tailMap(firstDay, true).entrySet().stream()
                .map(day -> new DayUsage(day.getKey().toString(), day.getValue()))
                .toList()),
        newestFirst(
            months.tailMap(firstMonth, true).entrySet().stream()
                .map(month -> new MonthUsage(month.getKey().text(), month.getValue()))
                .toList()));
  }

  private static <T> List<T> newestFirst(List<T> oldestFirst) {
    List<T> reversed = new ArrayList<>(oldestFirst);
    Collections.reverse(reversed);
    return List.copyOf(reversed);
  }
}
