package io.vestibule.payment;

import java.util.Locale;

/** Who reports payments. */
enum Provider {
  STRIPE,
  REVENUECAT;

  /** In keys of the table, in metrics, and as actor of audited changes. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
