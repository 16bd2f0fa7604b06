package io.vestibule.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import io.vestibule.webhook.DeliveryLogStore.UserEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The entries of the delivery log that name a user, without their content. */
@ApplicationScoped
class WebhookPersonalData implements PersonalData {
  private static final int PAGE = 25;

  private final DeliveryLogStore log;

  WebhookPersonalData(DeliveryLogStore log) {
    this.log = log;
  }

  @Override
  public String name() {
    return "webhook_deliveries";
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return log.naming(userId, PAGE, from)
        .map(
            found ->
                new Page(
                    found.stream().map(WebhookPersonalData::entry).toList(),
                    found.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(found.get(PAGE - 1).id())));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return log.naming(userId, PAGE, Optional.empty())
        .chain((List<UserEntry> found) -> log.delete(found).replaceWith(found.size() < PAGE));
  }

  /** A delivery that is under way writes its entry afterwards. */
  @Override
  public Duration lateWrites() {
    return Duration.ofMinutes(1);
  }

  private static JsonNode entry(UserEntry found) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", found.id())
        .put("type", found.type())
        .put("created_at", found.createdAt());
  }
}
