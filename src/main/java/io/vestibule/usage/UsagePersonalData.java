package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
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

  UsagePersonalData(ApiTokenStore tokens, MeterStore meters) {
    this.tokens = tokens;
    this.meters = meters;
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
    return tokens
        .ownedBy(userId, PAGE)
        .onItem()
        .transformToMulti(digests -> Multi.createFrom().iterable(digests))
        .onItem()
        .transformToUniAndConcatenate(meters::find)
        .filter(Optional::isPresent)
        .map(meter -> entry(meter.get()))
        .collect()
        .asList()
        .map(Page::of);
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

  private static JsonNode entry(Meter meter) {
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
