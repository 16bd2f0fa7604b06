package io.vestibule.payment;

import java.util.Locale;

/** What an event changed. On the wire in lower case with hyphens. */
enum PaymentOutcome {
  /** It is the latest word about a subscription or a user. */
  APPLIED,
  /** What it says was known, or a later event was processed before. */
  UNCHANGED,
  /** The same event was processed before. */
  REPEATED,
  /** Nothing depends on events of this kind. */
  IGNORED,
  /** It is stored, but no account is known for the customer yet. */
  UNKNOWN_USER;

  String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
