package io.vestibule.usage;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * An API token is replaced and the named keys of the account stop working.
 *
 * @param writes parts of the account's transaction; the condition of the first fails if the token
 *     was used, or a key was created or changed, since it was read
 * @param endedKeys ids of the named keys
 */
public record TokenRevocation(List<TransactWriteItem> writes, List<String> endedKeys) {
  public TokenRevocation {
    writes = List.copyOf(writes);
    endedKeys = List.copyOf(endedKeys);
  }
}
