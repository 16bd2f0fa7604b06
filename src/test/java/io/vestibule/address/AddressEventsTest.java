package io.vestibule.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class AddressEventsTest {
  private static final TransactWriteItem WRITE = TransactWriteItem.builder().build();

  private final List<String> published = new ArrayList<>();
  private final AddressEvents events = new AddressEvents(new TwentyEndpoints());

  private static AddressChange revocation() {
    return new AddressChange()
        .event(Event.of(EventType.KEY_ROTATED, "u"))
        .event(Event.of(EventType.KEY_DELETED, "u"));
  }

  private int inTransaction(AddressChange change, int writes) {
    PreparedEvents prepared =
        events.prepare("u", Optional.of("other"), change, writes).await().indefinitely();
    change.afterwards().await().indefinitely();
    return prepared.writes().size();
  }

  @Test
  void eventsOfKeysAreInTheTransactionIfItHasRoom() {
    assertEquals(80, inTransaction(revocation(), 19));
    assertEquals(List.of(), published);
  }

  @Test
  void otherwiseTheyFollowIt() {
    assertEquals(40, inTransaction(revocation(), 20));
    assertEquals(List.of("key.rotated", "key.deleted"), published);
  }

  private final class TwentyEndpoints implements EventPublisher {
    @Override
    public Uni<PreparedEvents> prepare(List<Event> all) {
      return Uni.createFrom()
          .item(new PreparedEvents(Collections.nCopies(20 * all.size(), WRITE), () -> {}));
    }

    @Override
    public Uni<Boolean> isWanted(EventType type) {
      return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Void> publish(Event event) {
      return Uni.createFrom().voidItem().invoke(() -> published.add(event.type()));
    }
  }
}
