package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A change of the account's fields that only servers write. Totals are set, or changed by an amount
 * in one atomic step: {@code {"totalSpent":{"increment":"12.50"}}}.
 *
 * @param stripeCustomerId the new id; an inner empty value removes it
 * @param totals new values; an empty value removes one, so that it reads as 0
 * @param increments amounts to add; may be negative
 */
public record ServerFields(
    Optional<Optional<String>> stripeCustomerId,
    Map<String, Optional<BigDecimal>> totals,
    Map<String, BigDecimal> increments) {
  /** The attribute and the wire name of the customer number at Stripe. */
  public static final String STRIPE_CUSTOMER_ID = "stripe_customer_id";

  /** What a field can hold; {@code digits} after the decimal point. */
  private record Rule(int digits, Optional<BigDecimal> max, boolean forVendors) {}

  private static final Map<String, Rule> TOTALS =
      Map.of(
          "totalOrders", new Rule(0, Optional.empty(), false),
          "totalSpent", new Rule(2, Optional.empty(), false),
          "totalProducts", new Rule(0, Optional.empty(), true),
          "totalReviews", new Rule(0, Optional.empty(), true),
          "totalRevenue", new Rule(2, Optional.empty(), true),
          "rating", new Rule(2, Optional.of(BigDecimal.valueOf(5)), true));
  private static final String INCREMENT = "increment";
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,2})?");
  private static final BigDecimal LIMIT = new BigDecimal("1E12");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[!-~]{1,255}");

  /** Whether a member of a patch is one of these fields. */
  public static boolean isOne(String member) {
    return member.equals(STRIPE_CUSTOMER_ID) || TOTALS.containsKey(member);
  }

  /** The customer number only. */
  public static ServerFields ofStripe(Optional<String> customerId) {
    return new ServerFields(Optional.of(customerId), Map.of(), Map.of());
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  public static ServerFields of(ObjectNode patch) {
    Optional<Optional<String>> stripe = Optional.empty();
    Map<String, Optional<BigDecimal>> totals = new LinkedHashMap<>();
    Map<String, BigDecimal> increments = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (name.equals(STRIPE_CUSTOMER_ID)) {
        stripe = Optional.of(externalId(name, value));
      } else if (!TOTALS.containsKey(name)) {
        throw invalid(name, "cannot be changed here");
      } else if (value instanceof ObjectNode object) {
        increments.put(name, increment(name, object));
      } else {
        totals.put(name, total(name, value));
      }
    }
    return new ServerFields(stripe, totals, increments);
  }

  /**
   * An id of another system; empty for null.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  public static Optional<String> externalId(String member, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || !EXTERNAL_ID.matcher(value.textValue()).matches()) {
      throw invalid(member, "must be 1 to 255 printable ASCII characters");
    }
    return Optional.of(value.textValue());
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if the account cannot have a field;
   *     {@link ErrorCode#TOTAL_NEGATIVE}
   */
  void check(Account account) {
    for (String name : names()) {
      if (TOTALS.get(name).forVendors() && account.vendor() == null) {
        throw invalid(name, "is for vendors");
      }
    }
    increments.forEach(
        (name, amount) -> {
          if (current(account, name).add(amount).signum() < 0) {
            throw ApiException.at(ErrorCode.TOTAL_NEGATIVE, name, "cannot become negative");
          }
        });
  }

  private List<String> names() {
    return Stream.concat(totals.keySet().stream(), increments.keySet().stream()).toList();
  }

  private static BigDecimal current(Account account, String name) {
    return switch (name) {
      case "totalOrders" -> account.totalOrders();
      case "totalSpent" -> account.totalSpent();
      case "totalProducts" -> account.vendor().totalProducts();
      case "totalReviews" -> account.vendor().totalReviews();
      case "totalRevenue" -> account.vendor().totalRevenue();
      default -> throw new IllegalArgumentException("not a total: " + name);
    };
  }

  private static BigDecimal increment(String name, ObjectNode object) {
    Rule rule = TOTALS.get(name);
    if (rule.max().isPresent() || object.size() != 1 || !object.has(INCREMENT)) {
      throw invalid(name, expected(rule));
    }
    return decimal(name, object.get(INCREMENT), rule);
  }

  private static Optional<BigDecimal> total(String name, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    Rule rule = TOTALS.get(name);
    BigDecimal total = decimal(name, value, rule);
    if (total.signum() < 0 || rule.max().filter(max -> total.compareTo(max) > 0).isPresent()) {
      throw invalid(name, expected(rule));
    }
    return Optional.of(total);
  }

  /** A JSON number, or a string, which no JSON library rounds. */
  private static BigDecimal decimal(String name, JsonNode value, Rule rule) {
    boolean textual = value.isTextual() && DECIMAL.matcher(value.textValue()).matches();
    if (!textual && !value.isNumber()) {
      throw invalid(name, expected(rule));
    }
    BigDecimal number = textual ? new BigDecimal(value.textValue()) : value.decimalValue();
    if (number.abs().compareTo(LIMIT) >= 0 || number.stripTrailingZeros().scale() > rule.digits()) {
      throw invalid(name, expected(rule));
    }
    return number;
  }

  private static String expected(Rule rule) {
    if (rule.max().isPresent()) {
      return "must be a number from 0 to 5 with at most 2 decimals";
    }
    return rule.digits() == 0
        ? "must be a whole number, or {\"increment\": a whole number}"
        : "must be an amount with at most 2 decimals, or {\"increment\": an amount}";
  }

  private static ApiException invalid(String member, String expected) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, member, expected);
  }
}
