package io.vestibule.usage;

import java.time.Instant;

/**
 * One attempt to use a key.
 *
 * @param key the key as this server knows it
 * @param digest of the presented secret
 * @param now the time of the attempt
 * @param left further attempts
 * @param reloads how often the key was read again
 */
record KeyAttempt(PresentedKey key, String digest, KeyUse use, Instant now, int left, int reloads) {
  /** The next attempt, with the same key. */
  KeyAttempt again(Instant moment) {
    return new KeyAttempt(key, digest, use, moment, left - 1, reloads);
  }

  /** The next attempt, with the key as it is stored. */
  KeyAttempt reloaded(PresentedKey stored, Instant moment) {
    return new KeyAttempt(stored, digest, use, moment, left - 1, reloads + 1);
  }

  /** The use with its request id, which is unique within the user. */
  IdempotentUsage idempotent(Meter meter) {
    String id = use.requestId().orElseThrow();
    return new IdempotentUsage(IdempotencyKey.of(meter.userId(), id), use.units());
  }
}
