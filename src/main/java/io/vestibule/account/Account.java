package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A user's own record, in the shape of seed 002. No secret is part of it: hashes, salts and sealed
 * tokens are a {@link Credential}.
 *
 * @param userId UUID, or the subject of the issuer the user came from
 * @param email the address the account is named by, lower case
 * @param username a name of the user's choice; at sign-up the address' local part
 * @param plan which monthly quota applies
 * @param address any JSON object
 * @param wishlist product ids
 * @param cart any JSON objects
 * @param vendor fields that only vendors have; null for others
 */
public record Account(
    @JsonProperty("user_id") String userId,
    String username,
    String email,
    String name,
    Role role,
    Status status,
    boolean emailVerified,
    String plan,
    Instant createdAt,
    Instant updatedAt,
    Instant lastLoginAt,
    String phoneNumber,
    JsonNode address,
    String profileImage,
    List<String> wishlist,
    JsonNode cart,
    BigDecimal totalOrders,
    BigDecimal totalSpent,
    @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) Vendor vendor) {

  /** The shop of a vendor. */
  public record Vendor(
      String storeName,
      String storeDescription,
      BigDecimal totalProducts,
      BigDecimal totalRevenue,
      BigDecimal rating,
      BigDecimal totalReviews) {}
}
