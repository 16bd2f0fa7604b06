package io.vestibule.admin;

import io.vestibule.account.Role;
import io.vestibule.account.Status;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Documentation of what {@link AccountStatusPatch} and {@link ServerFieldsRequest} read; never
 * instantiated.
 */
@Schema(
    name = "AdminUserPatch",
    description =
        "At least one member. Role, status and plan cannot be changed together with the others.",
    minProperties = 1,
    additionalProperties = Schema.False.class,
    examples = AdminUserPatchSchema.EXAMPLE)
interface AdminUserPatchSchema {
  /** A request that works. */
  String EXAMPLE = "{\"role\":\"vendor\",\"status\":\"active\",\"plan\":\"pro\"}";

  Role getRole();

  Status getStatus();

  @Schema(description = "The name of a configured plan", examples = "pro")
  String getPlan();

  @Schema(
      name = "stripe_customer_id",
      maxLength = 255,
      nullable = true,
      description = "Also written to `stripeCustomerId` of the profile")
  String getStripeCustomerId();

  @Schema(
      anyOf = {BigDecimal.class, String.class, IncrementSchema.class},
      nullable = true,
      description = "A whole number, or an increment by one")
  Object getTotalOrders();

  @Schema(
      anyOf = {BigDecimal.class, String.class, IncrementSchema.class},
      nullable = true,
      description = "An amount with at most 2 decimals, or an increment by one")
  Object getTotalSpent();

  @Schema(
      anyOf = {BigDecimal.class, String.class, IncrementSchema.class},
      nullable = true,
      description = "A whole number, or an increment by one; vendors only")
  Object getTotalProducts();

  @Schema(
      anyOf = {BigDecimal.class, String.class, IncrementSchema.class},
      nullable = true,
      description = "A whole number, or an increment by one; vendors only")
  Object getTotalReviews();

  @Schema(
      anyOf = {BigDecimal.class, String.class, IncrementSchema.class},
      nullable = true,
      description = "An amount with at most 2 decimals, or an increment by one; vendors only")
  Object getTotalRevenue();

  /** An amount to add in one atomic step. */
  @Schema(name = "TotalIncrement", requiredProperties = "increment")
  interface IncrementSchema {
    @Schema(
        anyOf = {BigDecimal.class, String.class},
        examples = "12.50")
    Object getIncrement();
  }

  @Schema(minimum = "0", maximum = "5", nullable = true)
  Double getRating();
}
