package io.vestibule.outbox;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds and 74 random bits. The
 * same layout with version 8 (section 5.8) marks messages whose receiver is somebody else's server.
 */
final class UuidV7 {
  private static final int TIME_SHIFT = 16;
  private static final int RANDOM_BITS = 12;
  private static final int VARIANT_BITS = 2;
  private static final long VERSION = 0x7000L;
  private static final long MARKED_VERSION = 0x8000L;
  private static final int MARKED = 8;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private UuidV7() {}

  static String create(Instant now, SecureRandom random) {
    return create(now, random, VERSION);
  }

  static String createMarked(Instant now, SecureRandom random) {
    return create(now, random, MARKED_VERSION);
  }

  static boolean isMarked(String uuid) {
    return UUID.fromString(uuid).version() == MARKED;
  }

  private static String create(Instant now, SecureRandom random, long version) {
    long high = (now.toEpochMilli() << TIME_SHIFT) | version | random.nextInt(1 << RANDOM_BITS);
    long low = VARIANT | (random.nextLong() >>> VARIANT_BITS);
    return new UUID(high, low).toString();
  }

  /**
   * When the UUID was created.
   *
   * @throws IllegalArgumentException if the text is not a UUID
   */
  static Instant time(String uuid) {
    return Instant.ofEpochMilli(UUID.fromString(uuid).getMostSignificantBits() >>> TIME_SHIFT);
  }
}
