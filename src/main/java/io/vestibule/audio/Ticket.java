package io.vestibule.audio;

import io.vestibule.crypto.SecretBytes;
import java.time.Instant;

/**
 * The right to read one recording for some minutes.
 *
 * @param object what the object was when the ticket was issued
 * @param readingKey what decrypts this one object, 44 bytes; the audio key is not in it
 */
record Ticket(
    String userId, String fileId, StoredObject object, SecretBytes readingKey, Instant expiresAt) {
  @Override
  public String toString() {
    return "Ticket[redacted]";
  }
}
