package io.vestibule.playback;

import io.vestibule.audio.StoredObject;
import io.vestibule.crypto.SecretBytes;
import java.time.Instant;

/**
 * A short-lived permission to read one recording.
 *
 * @param object the object when the ticket was issued
 * @param readingKey the 44-byte key that decrypts only this object; the audio key cannot be derived
 *     from it
 */
record Ticket(
    String userId, String fileId, StoredObject object, SecretBytes readingKey, Instant expiresAt) {
  @Override
  public String toString() {
    return "Ticket[redacted]";
  }
}
