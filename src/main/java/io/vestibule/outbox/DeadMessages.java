package io.vestibule.outbox;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The messages that no attempt delivered. They are kept for 30 days and can be replayed. */
@ApplicationScoped
public class DeadMessages {
  private static final String LIST = "dead-messages";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final MessageStore store;
  private final Cursors cursors;
  private final InstantSource clock;

  DeadMessages(MessageStore store, Cursors cursors, InstantSource clock) {
    this.store = store;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * A page of dead messages.
   *
   * @param nextCursor empty on the last page
   */
  public record Page(List<DeadMessage> messages, Optional<String> nextCursor) {}

  /**
   * The dead messages, the newest first.
   *
   * @param cursor of the page before; empty for the first page
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  public Uni<Page> page(int limit, Optional<String> cursor) {
    return store
        .dead(clock.instant(), limit, cursor.map(position -> cursors.open(LIST, position)))
        .map(page -> new Page(page.messages(), page.next().map(last -> cursors.seal(LIST, last))));
  }

  /**
   * Makes a dead message due again, with all its attempts.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if there is no such dead message
   */
  public Uni<Void> replay(String id) {
    Uni<Boolean> replayed =
        ID.matcher(id).matches() ? store.replay(id, clock.instant()) : Uni.createFrom().item(false);
    return replayed
        .invoke(
            found -> {
              if (!found) {
                throw ApiException.of(ErrorCode.NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }
}
