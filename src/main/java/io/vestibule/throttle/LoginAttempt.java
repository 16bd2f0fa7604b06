package io.vestibule.throttle;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The counters of one password attempt.
 *
 * @param device attempts of the device whose token came with the request; empty where there is no
 *     valid token for this account
 * @param pair attempts for this e-mail address from this client address
 * @param email attempts for this e-mail address from unknown client addresses
 * @param address attempts from this client address
 * @param knownAddress key of the row that exists if the account was logged in to from this client
 *     address before
 */
record LoginAttempt(
    Optional<FailureCounter> device,
    FailureCounter pair,
    FailureCounter email,
    FailureCounter address,
    String knownAddress) {

  /** Every counter that may apply. */
  List<FailureCounter> counters() {
    return Stream.concat(device.stream(), Stream.of(pair, email, address)).toList();
  }
}
