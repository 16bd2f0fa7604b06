package io.vestibule.account;

import io.vestibule.outbox.OutboxEntry;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A mail to the owner about a change of the account. Its write belongs in the transaction of the
 * change.
 *
 * @param entry empty if the owner gets no mail
 */
public record Notice(Optional<OutboxEntry> entry) {
  public static final Notice NONE = new Notice(Optional.empty());

  /** None, or one write. */
  public List<TransactWriteItem> writes() {
    return entry.map(OutboxEntry::put).stream().toList();
  }
}
