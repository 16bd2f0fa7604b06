package io.vestibule.usage;

import java.time.Instant;

/**
 * How many calls a key may make in a window. Windows have a fixed start: multiples of their length
 * since the epoch. So at most {@code limit} calls are made in each window, and at most twice as
 * many in a time of that length that touches two windows.
 *
 * @param limit calls in a window
 * @param windowSeconds length of the window
 */
public record KeyRate(long limit, long windowSeconds) {
  /** The start of the window at that moment, in epoch seconds. */
  long windowAt(Instant moment) {
    return moment.getEpochSecond() - Math.floorMod(moment.getEpochSecond(), windowSeconds);
  }
}
