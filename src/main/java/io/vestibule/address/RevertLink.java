package io.vestibule.address;

import io.vestibule.challenge.Challenge;
import java.time.Instant;

/**
 * A link with which a former address can undo a change of the address. The account's {@code
 * revert_links} (SS) lists them as {@code <created, ms>:<expires, s>:<instance>}.
 */
record RevertLink(long createdAt, long expiresAt, String instance) {
  static RevertLink of(Challenge challenge) {
    return new RevertLink(
        challenge.createdAt().toEpochMilli(),
        challenge.expiresAt().getEpochSecond(),
        challenge.instance());
  }

  static RevertLink parse(String text) {
    String[] parts = text.split(":", 3);
    return new RevertLink(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  boolean isExpired(Instant now) {
    return expiresAt <= now.getEpochSecond();
  }

  String text() {
    return createdAt + ":" + expiresAt + ":" + instance;
  }
}
