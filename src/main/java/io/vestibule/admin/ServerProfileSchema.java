package io.vestibule.admin;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** OpenAPI schema of the server's members of a profile; never instantiated. */
@Schema(
    name = "ServerProfile",
    description = "The members of a profile that only servers write.",
    examples = ServerProfileSchema.EXAMPLE)
interface ServerProfileSchema {
  /** A profile as it is shown. */
  String EXAMPLE =
      "{\"userId\":\"849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b\",\"email\":\"ada@example.com\","
          + "\"stripeCustomerId\":\"cus_NffrFeUfNV2Hib\",\"createdAt\":\"2026-11-20T09:34:36.136Z\","
          + "\"updatedAt\":\"2026-11-20T09:36:16.766Z\",\"version\":2}";

  @Schema(required = true)
  String getUserId();

  String getEmail();

  String getStripeCustomerId();

  String getRevenueCatId();

  @Schema(required = true)
  Instant getCreatedAt();

  @Schema(required = true)
  Instant getUpdatedAt();

  @Schema(required = true, minimum = "0", description = "Value of the ETag")
  long getVersion();
}
