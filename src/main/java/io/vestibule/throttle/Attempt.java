package io.vestibule.throttle;

import java.util.List;

/**
 * One try of a password, as the throttle sees it.
 *
 * @param pair of this e-mail address from this client address
 * @param email of this e-mail address from anywhere
 * @param address from this client address
 * @param known the key under which the owner's login from this client address is remembered
 */
record Attempt(Counter pair, Counter email, Counter address, String known) {
  List<Counter> counters() {
    return List.of(pair, email, address);
  }
}
