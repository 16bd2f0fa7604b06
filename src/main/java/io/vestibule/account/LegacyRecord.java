package io.vestibule.account;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The record of a user that an earlier system wrote with the attributes of seed 002.
 *
 * @param attributes those that an account can have, with valid values
 * @param absent attributes that are NULL; they mean the same as no attribute
 * @param invalid attributes of another type or with an impossible value
 */
public record LegacyRecord(
    Map<String, AttributeValue> attributes, Set<String> absent, Set<String> invalid) {
  private static final Map<String, Predicate<AttributeValue>> RULES =
      Map.ofEntries(
          entry("user_id", LegacyRecord::isText),
          entry("username", LegacyRecord::isText),
          entry("email", LegacyRecord::isText),
          entry("name", LegacyRecord::isText),
          entry("role", value -> isText(value) && Role.parse(value.s()).isPresent()),
          entry("status", value -> isText(value) && Status.parse(value.s()).isPresent()),
          entry("emailVerified", value -> value.bool() != null),
          entry("createdAt", LegacyRecord::isTime),
          entry("updatedAt", LegacyRecord::isTime),
          entry("lastLoginAt", LegacyRecord::isTime),
          entry("phoneNumber", LegacyRecord::isText),
          entry("address", AttributeValue::hasM),
          entry("profileImage", LegacyRecord::isText),
          entry("wishlist", listOf(LegacyRecord::isText)),
          entry("cart", listOf(AttributeValue::hasM)),
          entry("totalOrders", LegacyRecord::isTotal),
          entry("totalSpent", LegacyRecord::isTotal),
          entry("storeName", LegacyRecord::isText),
          entry("storeDescription", LegacyRecord::isText),
          entry("totalProducts", LegacyRecord::isTotal),
          entry("totalRevenue", LegacyRecord::isTotal),
          entry("rating", LegacyRecord::isTotal),
          entry("totalReviews", LegacyRecord::isTotal));

  /** Of the attributes without which, or with another type of which, no account can be read. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          entry("username", "S"),
          entry("role", "S"),
          entry("status", "S"),
          entry("createdAt", "S"),
          entry("updatedAt", "S"),
          entry("totalOrders", "N"),
          entry("totalSpent", "N"),
          entry("totalProducts", "N"),
          entry("totalRevenue", "N"),
          entry("rating", "N"),
          entry("totalReviews", "N"));

  /** The attributes of seed 002. */
  public static Set<String> names() {
    return RULES.keySet();
  }

  /**
   * The end of a condition: that no attribute has another type than the one with which an account
   * is read.
   *
   * @param names gets the names of the expression
   * @param values gets its values
   */
  public static String readable(Map<String, String> names, Map<String, AttributeValue> values) {
    StringBuilder condition = new StringBuilder();
    TYPES.forEach(
        (name, type) -> {
          names.put("#" + name, name);
          values.put(":type" + type, AttributeValue.fromS(type));
          condition.append(
              " AND (attribute_not_exists(#%1$s) OR attribute_type(#%1$s, :type%2$s))"
                  .formatted(name, type));
        });
    return condition.toString();
  }

  /** Sorts the attributes of a stored item, and ignores those that an account does not have. */
  public static LegacyRecord of(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    Set<String> absent = new LinkedHashSet<>();
    Set<String> invalid = new LinkedHashSet<>();
    item.forEach(
        (name, value) -> {
          Predicate<AttributeValue> rule = RULES.get(name);
          if (rule == null) {
            return;
          }
          if (Boolean.TRUE.equals(value.nul())) {
            absent.add(name);
          } else if (rule.test(value)) {
            attributes.put(name, value);
          } else {
            invalid.add(name);
          }
        });
    return new LegacyRecord(attributes, absent, invalid);
  }

  /** The text of an attribute; empty if there is none. */
  public String text(String name) {
    AttributeValue value = attributes.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  /** With the role of a customer, for a role that is not trusted. */
  public LegacyRecord asCustomer() {
    Map<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
    changed.put("role", AttributeValue.fromS(Role.CUSTOMER.wire()));
    return new LegacyRecord(changed, absent, invalid);
  }

  @Override
  public String toString() {
    return "LegacyRecord[redacted]";
  }

  private static Predicate<AttributeValue> listOf(Predicate<AttributeValue> element) {
    return value -> value.hasL() && value.l().stream().allMatch(element);
  }

  private static boolean isText(AttributeValue value) {
    return value.s() != null && !value.s().isEmpty();
  }

  private static boolean isTotal(AttributeValue value) {
    return value.n() != null && new BigDecimal(value.n()).signum() >= 0;
  }

  private static boolean isTime(AttributeValue value) {
    try {
      return value.s() != null && !Instant.parse(value.s()).isBefore(Instant.EPOCH);
    } catch (DateTimeException malformed) {
      return false;
    }
  }
}
