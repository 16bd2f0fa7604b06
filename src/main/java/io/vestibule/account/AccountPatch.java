package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which members of the account its owner may write, and what each may hold. {@code null} removes
 * one (RFC 7396).
 */
final class AccountPatch {
  private static final int MAX_ENTRIES = 500;
  private static final int MAX_SIZE = 32 * 1024;

  private record Rule(String expected, Predicate<JsonNode> holds) {}

  private static final Map<String, Rule> FIELDS =
      Map.of(
          "name", text(200),
          "username", text(100),
          "phoneNumber", text(40),
          "profileImage", text(2_000),
          "address", new Rule("must be an object", JsonNode::isObject),
          "wishlist",
              new Rule(
                  "must be an array of at most " + MAX_ENTRIES + " strings",
                  array(JsonNode::isTextual)),
          "cart",
              new Rule(
                  "must be an array of at most " + MAX_ENTRIES + " objects",
                  array(JsonNode::isObject)));
  private static final Map<String, Rule> VENDOR_FIELDS =
      Map.of("storeName", text(200), "storeDescription", text(4_000));

  /** Members that null empties instead of removing: clients expect them to be present. */
  private static final Set<String> LISTS = Set.of("wishlist", "cart");

  private AccountPatch() {}

  /**
   * @throws ApiException {@link ErrorCode#SERVER_OWNED_FIELD} or {@link ErrorCode#INVALID_REQUEST},
   *     naming the member
   */
  static AttributeChange of(ObjectNode patch, Role role) {
    if (patch.toString().length() > MAX_SIZE) {
      throw ApiException.at(ErrorCode.TOO_LARGE, "body", "must be at most 32 KiB");
    }
    AttributeChange change = new AttributeChange();
    patch.properties().forEach(member -> apply(member.getKey(), member.getValue(), role, change));
    return change;
  }

  private static void apply(String field, JsonNode value, Role role, AttributeChange change) {
    Rule rule = rule(field, role);
    if (value.isNull()) {
      if (field.equals("username")) {
        throw ApiException.at(ErrorCode.INVALID_REQUEST, field, rule.expected());
      }
      if (LISTS.contains(field)) {
        change.set(field, AttributeValue.fromL(List.of()));
      } else {
        change.remove(field);
      }
      return;
    }
    if (!rule.holds().test(value)) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, field, rule.expected());
    }
    if (!JsonAttributes.isStorable(value)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          field,
          "holds a member without a name or a number of more than 38 digits");
    }
    change.set(field, JsonAttributes.fromJson(value));
  }

  private static Rule rule(String field, Role role) {
    if (FIELDS.containsKey(field)) {
      return FIELDS.get(field);
    }
    if (!VENDOR_FIELDS.containsKey(field)) {
      throw ApiException.at(ErrorCode.SERVER_OWNED_FIELD, field, "cannot be changed by its owner");
    }
    if (role != Role.VENDOR) {
      throw ApiException.at(ErrorCode.SERVER_OWNED_FIELD, field, "is for vendors");
    }
    return VENDOR_FIELDS.get(field);
  }

  private static Rule text(int max) {
    return new Rule(
        "must be a string of at most " + max + " characters",
        value -> value.isTextual() && value.textValue().length() <= max);
  }

  private static Predicate<JsonNode> array(Predicate<JsonNode> element) {
    return value -> {
      if (!value.isArray() || value.size() > MAX_ENTRIES) {
        return false;
      }
      for (JsonNode entry : value) {
        if (!element.test(entry)) {
          return false;
        }
      }
      return true;
    };
  }
}
