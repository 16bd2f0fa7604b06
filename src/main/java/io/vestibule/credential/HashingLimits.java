package io.vestibule.credential;

import io.vestibule.crypto.HashNeeds;

/**
 * What hashes of other systems may use at once. Those that need memory of their own or much time
 * are computed one at a time; those for which the heap has no room are not computed.
 *
 * @param ownWork the work of one hash of the configured cost
 * @param spareKiB the heap that is left for hashing beside what the threads keep
 */
record HashingLimits(long ownWork, long spareKiB) {
  /** Less is not worth waiting for: bcrypt and PBKDF2 need a few KiB. */
  private static final int NEGLIGIBLE_KIB = 1024;

  /** In hashes of the configured cost. */
  private static final int MOST_WORK = 10;

  /** Whether no other such hash may be computed at the same time. */
  boolean isAlone(HashNeeds needs) {
    return needs.memoryKiB() > NEGLIGIBLE_KIB || needs.work() > MOST_WORK * ownWork;
  }

  /** Whether the heap has room for one such hash. */
  boolean hasRoom(HashNeeds needs) {
    return needs.memoryKiB() <= Math.max(NEGLIGIBLE_KIB, spareKiB);
  }
}
