package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import io.vestibule.runtime.SanitizedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The events of a change, which its transaction writes. */
@ApplicationScoped
class AddressEvents {
  private static final Logger LOG = Logger.getLogger(AddressEvents.class);

  /** DynamoDB's limit, without the use of a challenge. */
  private static final int MOST_WRITES = 99;

  private final EventPublisher publisher;

  AddressEvents(EventPublisher publisher) {
    this.publisher = publisher;
  }

  /**
   * With very many endpoints, a revocation has no room for the events of its keys. They are then
   * published after it, because the owner of the mailbox must not wait for an endpoint to be
   * deleted.
   *
   * @param writes the number of the writes that are not events
   */
  Uni<PreparedEvents> prepare(
      String userId, Optional<String> previousHolder, AddressChange change, int writes) {
    List<Event> updated =
        Stream.concat(Stream.of(userId), previousHolder.stream())
            .map(id -> Event.of(EventType.USER_UPDATED, id).with("changed", List.of("email")))
            .toList();
    List<Event> all = Stream.concat(updated.stream(), change.events().stream()).toList();
    return publisher
        .prepare(all)
        .chain(
            prepared -> {
              if (writes + prepared.writes().size() <= MOST_WRITES) {
                return Uni.createFrom().item(prepared);
              }
              change.events().forEach(event -> change.afterwards(publish(event)));
              return publisher.prepare(updated);
            });
  }

  private Uni<Void> publish(Event event) {
    return publisher
        .publish(event)
        .onFailure()
        .invoke(
            failure ->
                LOG.warn("An event was not published", SanitizedException.withoutMessages(failure)))
        .onFailure()
        .recoverWithNull();
  }
}
