package io.vestibule.admin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ServerProfilePatch} reads; never instantiated. */
@Schema(
    name = "ServerProfilePatch",
    description = "At least one member; `null` removes it.",
    minProperties = 1,
    additionalProperties = Schema.False.class,
    examples = ServerProfilePatchSchema.EXAMPLE)
interface ServerProfilePatchSchema {
  /** A request that works. */
  String EXAMPLE = "{\"stripeCustomerId\":\"cus_NffrFeUfNV2Hib\",\"revenueCatId\":null}";

  @Schema(minLength = 1, maxLength = 255, nullable = true)
  String getStripeCustomerId();

  @Schema(minLength = 1, maxLength = 255, nullable = true)
  String getRevenueCatId();
}
