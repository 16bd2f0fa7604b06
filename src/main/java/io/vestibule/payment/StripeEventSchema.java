package io.vestibule.payment;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link StripeEvents} reads; never instantiated. */
@Schema(
    name = "StripeEvent",
    description = "An event of Stripe. Other members are ignored.",
    additionalProperties = Schema.True.class)
interface StripeEventSchema {
  @Schema(required = true, examples = "evt_1NG8Du2eZvKYlo2CUI79vXWy")
  String getId();

  @Schema(required = true, examples = "customer.subscription.updated")
  String getType();

  @Schema(required = true, description = "Seconds since 1970")
  long getCreated();

  @Schema(description = "`object` holds the subscription, checkout session or entitlements")
  Map<String, Object> getData();
}
