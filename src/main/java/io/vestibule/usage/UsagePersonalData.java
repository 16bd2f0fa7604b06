package io.vestibule.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Export and erasure of a user's usage. Stored request ids are not included: their rows contain
 * only a hash and a number or a sealed answer, cannot be linked to a user, and expire after 24
 * hours.
 */
@ApplicationScoped
class UsagePersonalData implements PersonalData {
  private static final int PAGE = 25;

  private final ApiTokenStore tokens;
  private final MeterStore meters;
  private final MeterLocation location;
  private final ApiKeyStore keys;
  private final KeyHistoryStore histories;
  private final InstantSource clock;

  UsagePersonalData(
      ApiTokenStore tokens,
      MeterStore meters,
      MeterLocation location,
      ApiKeyStore keys,
      KeyHistoryStore histories,
      InstantSource clock) {
    this.tokens = tokens;
    this.meters = meters;
    this.location = location;
    this.keys = keys;
    this.histories = histories;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "usage";
  }

  /** Early, because the token is a credential. */
  @Override
  public int order() {
    return 10;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return location
        .find(userId)
        .chain(
            digest ->
                digest.map(meters::find).orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .chain(
            meter ->
                meter.map(this::read).orElseGet(() -> Uni.createFrom().item(Page.of(List.of()))));
  }

  private Uni<Page> read(Meter meter) {
    ObjectNode entry = entry(meter);
    ArrayNode named = entry.putArray("keys");
    return Multi.createFrom()
        .iterable(meter.keys().entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            key -> read(meter.userId(), key.getKey(), key.getValue(), named))
        .collect()
        .asList()
        .map(done -> Page.of(List.of(entry)));
  }

  private Uni<Void> read(String userId, String keyId, KeyMeter counters, ArrayNode named) {
    return Uni.combine()
        .all()
        .unis(keys.find(userId, keyId), histories.find(userId, keyId))
        .asTuple()
        .invoke(
            both -> {
              ObjectNode entry = named.addObject().put("id", keyId);
              both.getItem1().ifPresent(key -> describe(key, entry));
              KeyUsageReport usage =
                  KeyUsageReport.of(keyId, counters, both.getItem2(), clock.instant());
              ObjectNode days = entry.putObject("days");
              usage.days().forEach(day -> days.put(day.day(), day.usageCount()));
              ObjectNode months = entry.putObject("months");
              usage.months().forEach(month -> months.put(month.month(), month.usageCount()));
            })
        .replaceWithVoid();
  }

  private static void describe(ApiKey key, ObjectNode entry) {
    entry.put("name", key.name()).put("created_at", key.createdAt().toString());
    key.limits().scopes().forEach(entry.putArray("scopes")::add);
    key.limits().ipAllow().forEach(entry.putArray("ip_allow")::add);
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return tokens
        .ownedBy(userId, PAGE)
        .chain(digests -> delete(digests).replaceWith(digests.size() < PAGE));
  }

  private Uni<Void> delete(List<String> digests) {
    return Multi.createFrom()
        .iterable(digests)
        .onItem()
        .transformToUniAndMerge(tokens::delete)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static ObjectNode entry(Meter meter) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry
        .put("plan_type", meter.plan())
        .put("created_at", meter.createdAt().toString())
        .put("period", meter.period().map(UsagePeriod::text).orElse(null))
        .put("usage_count", meter.count());
    ObjectNode history = entry.putObject("history");
    meter.history().forEach((period, count) -> history.put(period.text(), count));
    return entry;
  }
}
