package io.vestibule.usage;

import io.vestibule.dynamo.StoredItem;

/** What the tokens table has under the hash of a token. */
sealed interface StoredKey {
  /** The API token of an account, whose row is the meter. */
  record Metered(Meter meter) implements StoredKey {}

  /** The secret of a named key. */
  record Named(String userId, String keyId) implements StoredKey {}

  static StoredKey read(StoredItem row) {
    return row.has("key_id")
        ? new Named(row.text("user_id"), row.text("key_id"))
        : new Metered(MeterItems.read(row));
  }
}
