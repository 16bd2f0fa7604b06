package io.vestibule.outbox;

import static java.util.Objects.requireNonNull;

import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A message that is ready to be written.
 *
 * @param id UUIDv7; receivers recognise a repeated delivery by it
 * @param put writes the message; part of the transaction that causes it
 */
public record OutboxEntry(String id, TransactWriteItem put) {
  public OutboxEntry {
    requireNonNull(id, "id");
    requireNonNull(put, "put");
  }

  @Override
  public String toString() {
    return "OutboxEntry[" + id + "]";
  }
}
