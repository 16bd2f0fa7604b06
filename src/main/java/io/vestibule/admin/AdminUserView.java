package io.vestibule.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.AdministeredAccount;
import io.vestibule.runtime.Digests;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;

/**
 * An account as a document with its entity tag. A document and not a record, because it is stored
 * as the answer of a request with an {@code Idempotency-Key}.
 *
 * @param etag a strong entity tag, with its quotes
 */
record AdminUserView(ObjectNode document, String etag) {
  private static final int TAG_DIGITS = 32;

  static AdminUserView of(AdministeredAccount account) {
    ObjectNode document = document(AdminUser.of(account));
    // Two changes within one tick of the clock differ by the version.
    String content = account.version() + document.toString();
    String tag = HexFormat.of().formatHex(Digests.sha256(content)).substring(0, TAG_DIGITS);
    return new AdminUserView(document, "\"" + tag + "\"");
  }

  private static ObjectNode document(AdminUser user) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("user_id", user.userId());
    document.put("email", user.email());
    document.put("username", user.username());
    document.put("name", user.name());
    document.put("role", user.role().wire());
    document.put("status", user.status().wire());
    document.put("plan", user.plan());
    document.put("emailVerified", user.emailVerified());
    document.put("hasPassword", user.hasPassword());
    document.put("createdAt", text(user.createdAt()));
    document.put("updatedAt", text(user.updatedAt()));
    document.put("lastLoginAt", text(user.lastLoginAt()));
    document.put("stripe_customer_id", user.stripeCustomerId());
    putIfPresent(document, "totalOrders", user.totalOrders());
    putIfPresent(document, "totalSpent", user.totalSpent());
    putIfPresent(document, "totalProducts", user.totalProducts());
    putIfPresent(document, "totalRevenue", user.totalRevenue());
    putIfPresent(document, "rating", user.rating());
    putIfPresent(document, "totalReviews", user.totalReviews());
    return document;
  }

  /** Whole numbers as such: a normalized 100 would be written as 1E+2. */
  private static void putIfPresent(ObjectNode document, String member, BigDecimal value) {
    if (value == null) {
      return;
    }
    if (value.stripTrailingZeros().scale() <= 0) {
      document.put(member, value.toBigIntegerExact());
    } else {
      document.put(member, value);
    }
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }
}
