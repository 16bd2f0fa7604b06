package io.vestibule.outbox;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of messages that leave the service after a write. */
public enum OutboxKind {
  /** A mail with a fixed recipient. */
  MAIL,

  /**
   * A mail requested for an address by a client that has not signed in. Whether the address has an
   * account is looked up at delivery, so that the request does not tell.
   */
  REQUESTED_MAIL,

  /** An event for one webhook endpoint. */
  WEBHOOK,

  /** Usage that is reported to Stripe. */
  STRIPE_METER_EVENT;

  /** The value in the table. */
  String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Empty for a kind that only another version of the service knows. */
  static Optional<OutboxKind> ofWire(String wire) {
    return Stream.of(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
  }
}
