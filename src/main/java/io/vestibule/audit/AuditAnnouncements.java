package io.vestibule.audit;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.PreparedEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Publishes entries of the audit trail, each in one transaction with its item. Of folded attempts
 * only the first is published: anybody can cause any number of them.
 */
@ApplicationScoped
class AuditAnnouncements {
  private static final Logger LOG = Logger.getLogger(AuditAnnouncements.class);

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String table;

  AuditAnnouncements(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
    this.table = tables.securityEvents();
  }

  /**
   * What is left of the entries of one item.
   *
   * @param unannounced to be written without an event
   * @param failed to be announced again
   */
  record Rest(List<StoredEvent> unannounced, List<StoredEvent> failed) {
    private static final Rest NONE = new Rest(List.of(), List.of());
  }

  /**
   * Does not fail. If nobody wants the entries, the item exists or it is not known who wants them,
   * they are left to be written without an event.
   *
   * @param entries all of one item
   * @param row the item, if it does not exist yet
   */
  Uni<Rest> announce(List<StoredEvent> entries, Map<String, AttributeValue> row) {
    SecurityEvent first = entries.get(0).event();
    return events
        .prepare(
            Event.ofSecurity(first.act().wire(), first.userId())
                .with("outcome", first.outcome().wire())
                .with("session_id", first.sessionId())
                .with("actor", first.actor()))
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "a security event is not published: %s", failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithItem(PreparedEvents.NONE)
        .chain(
            prepared ->
                prepared.writes().isEmpty()
                    ? Uni.createFrom().item(new Rest(entries, List.of()))
                    : create(entries, row, prepared));
  }

  private Uni<Rest> create(
      List<StoredEvent> entries, Map<String, AttributeValue> row, PreparedEvents prepared) {
    TransactWriteItem put = Dynamo.putNew(table, "event_id", row);
    return dynamo
        .transact(prepared.after(List.of(put)))
        .invoke(prepared::deliver)
        .replaceWith(Rest.NONE)
        // An item of this hour exists, or an attempt whose answer was lost has written it.
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(
            entries.get(0).event().isRefusedAttempt() ? new Rest(entries, List.of()) : Rest.NONE)
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "a security event was not written: %s", failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithItem(new Rest(List.of(), entries));
  }
}
