package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.usage.ApiToken;
import io.vestibule.usage.Plans;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an earlier system may know of an account besides its address and its password.
 *
 * @param emailVerified whether the earlier system has verified the address
 * @param plan a configured plan
 * @param apiToken a token that continues to work; empty for a new one
 * @param usageCount the units that the token has counted
 */
public record ImportedDetails(
    boolean emailVerified,
    Optional<String> name,
    Role role,
    Status status,
    String plan,
    Optional<String> stripeCustomerId,
    Optional<ApiToken> apiToken,
    long usageCount) {
  /** An active customer on the default plan. */
  public static final ImportedDetails NONE =
      new ImportedDetails(
          false,
          Optional.empty(),
          Role.CUSTOMER,
          Status.ACTIVE,
          Plans.DEFAULT,
          Optional.empty(),
          Optional.empty(),
          0);

  /** With another plan. */
  public ImportedDetails withPlan(String other) {
    return new ImportedDetails(
        emailVerified, name, role, status, other, stripeCustomerId, apiToken, usageCount);
  }

  /** The new account with these details. */
  Account applyTo(Account account) {
    return new Account(
        account.userId(),
        account.username(),
        account.email(),
        name.orElse(null),
        role,
        status,
        emailVerified,
        plan,
        account.createdAt(),
        account.updatedAt(),
        null,
        null,
        null,
        null,
        account.wishlist(),
        account.cart(),
        account.totalOrders(),
        account.totalSpent(),
        role == Role.VENDOR
            ? new Account.Vendor(
                null, null, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO)
            : null);
  }

  /** The attributes of the users table that an account does not have. */
  Map<String, AttributeValue> attributes() {
    return item().text(ServerFields.STRIPE_CUSTOMER_ID, stripeCustomerId.orElse(null)).attributes();
  }

  @Override
  public String toString() {
    return "ImportedDetails[redacted]";
  }
}
