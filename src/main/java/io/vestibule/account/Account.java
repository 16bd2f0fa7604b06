package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user's own record, in the shape of seed 002. No secret is part of it: hashes, salts and sealed
 * tokens are a {@link Credential}.
 *
 * @param userId UUID, or the subject of the issuer the user came from
 * @param email the address the account is named by, lower case; null where an issuer told none
 * @param username a name of the user's choice; at sign-up the address' local part
 * @param plan which monthly quota applies
 * @param address any JSON object
 * @param wishlist product ids
 * @param cart any JSON objects
 * @param vendor fields that only vendors have; null for others
 */
public record Account(
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @Schema(examples = "ada") String username,
    @Schema(examples = "ada@example.com") String email,
    @Schema(examples = "Ada Lovelace") String name,
    Role role,
    Status status,
    boolean emailVerified,
    @Schema(examples = "free") String plan,
    Instant createdAt,
    Instant updatedAt,
    Instant lastLoginAt,
    String phoneNumber,
    @Schema(type = SchemaType.OBJECT, examples = "{\"city\":\"London\"}") JsonNode address,
    String profileImage,
    List<String> wishlist,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = Object.class,
            examples = "[{\"productId\":\"p1\",\"quantity\":2}]")
        JsonNode cart,
    BigDecimal totalOrders,
    BigDecimal totalSpent,
    @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) Vendor vendor) {

  /** What guesses of its password are counted under: the address, or the id where it has none. */
  public String loginName() {
    return email == null ? userId : email;
  }

  /** The shop of a vendor. */
  public record Vendor(
      String storeName,
      String storeDescription,
      BigDecimal totalProducts,
      BigDecimal totalRevenue,
      BigDecimal rating,
      BigDecimal totalReviews) {}
}
