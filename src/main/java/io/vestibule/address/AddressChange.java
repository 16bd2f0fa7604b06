package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AttributeChange;
import io.vestibule.account.CredentialChange;
import io.vestibule.event.Event;
import io.vestibule.outbox.OutboxEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What a transaction that concerns an account's address writes, while it is put together. */
final class AddressChange {
  private final AttributeChange attributes = new AttributeChange();
  private final List<TransactWriteItem> writes = new ArrayList<>();
  private final List<OutboxEntry> mails = new ArrayList<>();
  private CredentialChange credential;
  private final List<Event> events = new ArrayList<>();
  private boolean endsSessions;
  private Uni<Void> afterwards = Uni.createFrom().voidItem();

  /** The changes of the account's own item. */
  AttributeChange attributes() {
    return attributes;
  }

  /** Also replaces the credential, if it is still the old one. */
  AddressChange credential(CredentialChange change) {
    change.addTo(attributes);
    credential = change;
    return this;
  }

  Optional<CredentialChange> credential() {
    return Optional.ofNullable(credential);
  }

  AddressChange add(TransactWriteItem write) {
    writes.add(write);
    return this;
  }

  AddressChange addAll(List<TransactWriteItem> more) {
    writes.addAll(more);
    return this;
  }

  /** Adds a mail, which is delivered after the transaction. */
  AddressChange mail(OutboxEntry mail) {
    writes.add(mail.put());
    mails.add(mail);
    return this;
  }

  /** The sessions of the account end; {@link #attributes} must make them invalid. */
  AddressChange endSessions() {
    endsSessions = true;
    return this;
  }

  /** Adds an event, beside that of the address. */
  AddressChange event(Event event) {
    events.add(event);
    return this;
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  /** Runs that after the transaction, and after what was added before; must not fail. */
  AddressChange afterwards(Uni<Void> work) {
    Uni<Void> before = afterwards;
    afterwards = before.chain(() -> work);
    return this;
  }

  Uni<Void> afterwards() {
    return afterwards;
  }

  List<TransactWriteItem> writes() {
    return List.copyOf(writes);
  }

  List<OutboxEntry> mails() {
    return List.copyOf(mails);
  }

  boolean endsSessions() {
    return endsSessions;
  }
}
