package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.account.Account.Vendor;
import io.vestibule.account.AdministeredAccount;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An account as administrators and back ends see it: without the owner's own data. {@link
 * AdminUserView} writes the same members.
 */
public record AdminUser(
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @Schema(examples = "ada@example.com", nullable = true) String email,
    String username,
    @Schema(nullable = true) String name,
    Role role,
    Status status,
    @Schema(examples = "free") String plan,
    boolean emailVerified,
    @Schema(description = "Whether the owner can log in with a password") boolean hasPassword,
    Instant createdAt,
    Instant updatedAt,
    @Schema(nullable = true) Instant lastLoginAt,
    @JsonProperty("stripe_customer_id")
        @Schema(
            description = "The same as `stripeCustomerId` of the profile",
            examples = "cus_NffrFeUfNV2Hib",
            nullable = true)
        String stripeCustomerId,
    @Schema(examples = "3") BigDecimal totalOrders,
    @Schema(examples = "129.90") BigDecimal totalSpent,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Vendors only", nullable = true)
        BigDecimal totalProducts,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Vendors only", nullable = true)
        BigDecimal totalRevenue,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Vendors only", nullable = true)
        BigDecimal rating,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Vendors only", nullable = true)
        BigDecimal totalReviews) {

  static AdminUser of(AdministeredAccount administered) {
    Account account = administered.account();
    return new AdminUser(
        account.userId(),
        account.email(),
        account.username(),
        account.name(),
        account.role(),
        account.status(),
        account.plan(),
        account.emailVerified(),
        administered.hasPassword(),
        account.createdAt(),
        account.updatedAt(),
        account.lastLoginAt(),
        administered.stripeCustomerId().orElse(null),
        account.totalOrders(),
        account.totalSpent(),
        ofVendor(account, Vendor::totalProducts),
        ofVendor(account, Vendor::totalRevenue),
        ofVendor(account, Vendor::rating),
        ofVendor(account, Vendor::totalReviews));
  }

  private static BigDecimal ofVendor(Account account, Function<Vendor, BigDecimal> member) {
    return Optional.ofNullable(account.vendor()).map(member).orElse(null);
  }
}
