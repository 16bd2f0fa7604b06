package io.vestibule.payment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to an event; providers show it in their logs. */
@Schema(name = "PaymentReceipt")
public record PaymentReceipt(
    @Schema(
            enumeration = {"applied", "unchanged", "repeated", "ignored", "unknown-user"},
            description =
                "What the event changed: it was `applied`, it says nothing new (`unchanged`), the same"
                    + " event was processed before (`repeated`), nothing depends on it (`ignored`), or"
                    + " no account is known for the customer yet (`unknown-user`)")
        String outcome) {
  static PaymentReceipt of(PaymentOutcome outcome) {
    return new PaymentReceipt(outcome.wire());
  }
}
