package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.credential.Credential;
import io.vestibule.usage.Plans;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user's account record, with the members of seed 002. It contains no secrets: hashes, salts and
 * sealed tokens are part of the {@link Credential}.
 *
 * @param userId UUID, or the subject of the external issuer that the user came from
 * @param email the account's address, lower case; null if an external issuer gave none
 * @param username a name that the user chooses; initially the local part of the address
 * @param plan the plan, which determines the monthly quota
 * @param address any JSON object
 * @param wishlist product ids
 * @param cart any JSON objects
 * @param vendor fields of vendors; null for other roles
 */
public record Account(
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @Schema(examples = "ada") String username,
    @Schema(examples = "ada@example.com", nullable = true) String email,
    @Schema(examples = "Ada Lovelace", nullable = true) String name,
    Role role,
    Status status,
    boolean emailVerified,
    @Schema(examples = "free") String plan,
    Instant createdAt,
    Instant updatedAt,
    @Schema(nullable = true) Instant lastLoginAt,
    @Schema(nullable = true) String phoneNumber,
    @Schema(
            implementation = Map.class,
            nullable = true,
            description = "Any JSON object",
            examples = "{\"city\":\"London\"}")
        JsonNode address,
    @Schema(nullable = true) String profileImage,
    @Schema(description = "Product ids") List<String> wishlist,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = Map.class,
            description = "Any JSON objects",
            examples = "[{\"productId\":\"p1\",\"quantity\":2}]")
        JsonNode cart,
    BigDecimal totalOrders,
    BigDecimal totalSpent,
    @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) Vendor vendor) {

  /** The account of a new customer on the default plan, without any optional data. */
  static Account newCustomer(String userId, EmailAddress email, Instant createdAt) {
    return of(
        new NewAccount(email, Optional.empty(), Role.CUSTOMER, Plans.DEFAULT), userId, createdAt);
  }

  /** A new account without any optional data but its name. */
  static Account of(NewAccount wanted, String userId, Instant createdAt) {
    EmailAddress email = wanted.email();
    String localPart = email.value().substring(0, email.value().indexOf('@'));
    return new Account(
        userId,
        localPart,
        email.value(),
        wanted.name().orElse(null),
        wanted.role(),
        Status.ACTIVE,
        false,
        wanted.plan(),
        createdAt,
        createdAt,
        null,
        null,
        null,
        null,
        List.of(),
        JsonNodeFactory.instance.arrayNode(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        null);
  }

  /** The name under which failed logins are counted: the address, or the id if there is none. */
  public String loginName() {
    return email == null ? userId : email;
  }

  /** The shop of a vendor. */
  public record Vendor(
      @Schema(nullable = true) String storeName,
      @Schema(nullable = true) String storeDescription,
      BigDecimal totalProducts,
      BigDecimal totalRevenue,
      BigDecimal rating,
      BigDecimal totalReviews) {}
}
