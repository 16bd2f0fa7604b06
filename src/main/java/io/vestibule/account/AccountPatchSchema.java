package io.vestibule.account;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link AccountPatch} reads; never instantiated. */
@Schema(
    name = "AccountPatch",
    description = "Members to change. `null` removes a member; `wishlist` and `cart` become empty.",
    examples = AccountPatchSchema.EXAMPLE)
interface AccountPatchSchema {
  /** A request that works. */
  String EXAMPLE = "{\"name\":\"Ada Lovelace\",\"address\":{\"city\":\"London\"}}";

  @Schema(maxLength = 200, nullable = true)
  String getName();

  @Schema(maxLength = 100)
  String getUsername();

  @Schema(maxLength = 40, nullable = true)
  String getPhoneNumber();

  @Schema(maxLength = 2000, nullable = true)
  String getProfileImage();

  @Schema(nullable = true, description = "Any JSON object")
  Map<String, Object> getAddress();

  @Schema(maxItems = 500, nullable = true, description = "Product ids")
  List<String> getWishlist();

  @Schema(maxItems = 500, nullable = true, description = "Any JSON objects")
  List<Map<String, Object>> getCart();

  @Schema(maxLength = 200, nullable = true, description = "For vendors only")
  String getStoreName();

  @Schema(maxLength = 4000, nullable = true, description = "For vendors only")
  String getStoreDescription();
}
