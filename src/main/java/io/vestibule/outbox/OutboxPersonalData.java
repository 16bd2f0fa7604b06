package io.vestibule.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.outbox.MessageStore.Named;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * The messages that name a user and have not been delivered. The export has no contents, because
 * they can contain links that only the mailbox may receive.
 */
@ApplicationScoped
class OutboxPersonalData implements PersonalData {
  private static final int PAGE = 25;

  private final MessageStore messages;
  private final OutboxStore outbox;

  OutboxPersonalData(MessageStore messages, OutboxStore outbox) {
    this.messages = messages;
    this.outbox = outbox;
  }

  @Override
  public String name() {
    return "undelivered_messages";
  }

  /** After the data whose changes cause messages. */
  @Override
  public int order() {
    return 800;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return messages
        .naming(userId, PAGE, from)
        .map(
            found ->
                new Page(
                    found.stream().map(OutboxPersonalData::entry).toList(),
                    found.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(found.get(PAGE - 1).id())));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return messages
        .naming(userId, PAGE, Optional.empty())
        .chain(found -> remove(found).replaceWith(found.size() < PAGE));
  }

  private Uni<Void> remove(List<Named> found) {
    return Multi.createFrom()
        .iterable(found)
        .onItem()
        .transformToUniAndMerge(message -> outbox.remove(message.id()))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static JsonNode entry(Named message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", message.id())
        .put("kind", message.kind())
        .put("created_at", UuidV7.time(message.id()).toString());
  }
}
