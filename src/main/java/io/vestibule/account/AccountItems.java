package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.Account.Vendor;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.dynamo.StoredItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users table's item: attribute names as in seed 002 for what users see, snake case for what
 * only the service knows.
 */
final class AccountItems {
  private static final Pattern COST = Pattern.compile("m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})");

  /** Named one by one: an attribute of a later day may be a secret. */
  private static final List<String> EXPORTED =
      List.of(
          "user_id",
          "username",
          "email",
          "name",
          "role",
          "status",
          "emailVerified",
          "plan",
          "createdAt",
          "updatedAt",
          "lastLoginAt",
          "phoneNumber",
          "address",
          "profileImage",
          "wishlist",
          "cart",
          "totalOrders",
          "totalSpent",
          "storeName",
          "storeDescription",
          "totalProducts",
          "totalRevenue",
          "rating",
          "totalReviews",
          "stripe_customer_id");

  private AccountItems() {}

  /** All that the owner may take away, vendor's fields too where they are not a vendor any more. */
  static JsonNode export(StoredItem item) {
    ObjectNode export = JsonNodeFactory.instance.objectNode();
    EXPORTED.stream().filter(item::has).forEach(name -> export.set(name, item.jsonOrNull(name)));
    return export;
  }

  static Map<String, AttributeValue> write(StoredAccount stored) {
    Account account = stored.account();
    Credential credential = stored.credential();
    Item item =
        item()
            .text("user_id", account.userId())
            .text("username", account.username())
            .text("email", account.email())
            .text("name", account.name())
            .text("role", account.role().wire())
            .text("status", account.status().wire())
            .flag("emailVerified", account.emailVerified())
            .text("plan", account.plan())
            .time("createdAt", account.createdAt())
            .time("updatedAt", account.updatedAt())
            .time("lastLoginAt", account.lastLoginAt())
            .text("phoneNumber", account.phoneNumber())
            .value("address", json(account.address()))
            .text("profileImage", account.profileImage())
            .value(
                "wishlist",
                AttributeValue.fromL(
                    account.wishlist().stream().map(AttributeValue::fromS).toList()))
            .value("cart", json(account.cart()))
            .number("totalOrders", account.totalOrders())
            .number("totalSpent", account.totalSpent())
            .text("password_hash", credential.passwordHash())
            .text("key_salt", credential.keySalt())
            .text("sealed_api_token", credential.sealedApiToken());
    if (credential.audioKey() != null) {
      audioKey(credential.audioKey()).forEach(item::value);
    }
    if (account.vendor() != null) {
      write(account.vendor(), item);
    }
    return item.attributes();
  }

  private static void write(Vendor vendor, Item item) {
    item.text("storeName", vendor.storeName())
        .text("storeDescription", vendor.storeDescription())
        .number("totalProducts", vendor.totalProducts())
        .number("totalRevenue", vendor.totalRevenue())
        .number("rating", vendor.rating())
        .number("totalReviews", vendor.totalReviews());
  }

  static StoredAccount read(StoredItem item) {
    return new StoredAccount(
        account(item),
        new Credential(
            item.textOrNull("password_hash"),
            item.text("key_salt"),
            audioKey(item),
            item.text("sealed_api_token")));
  }

  /** {@code audio_key_cost} reads {@code m=19456,t=2,p=1}, as in a PHC string. */
  static Map<String, AttributeValue> audioKey(WrappedAudioKey key) {
    Argon2Cost cost = key.cost();
    return item()
        .text("wrapped_audio_key", key.wrapped())
        .text(
            "audio_key_cost",
            "m=%d,t=%d,p=%d".formatted(cost.memoryKiB(), cost.iterations(), cost.parallelism()))
        .text("recovery_audio_key", key.recoveryWrapped())
        .attributes();
  }

  private static WrappedAudioKey audioKey(StoredItem item) {
    if (!item.has("wrapped_audio_key")) {
      return null;
    }
    Matcher cost = COST.matcher(item.text("audio_key_cost"));
    if (!cost.matches()) {
      throw new IllegalStateException("stored item has a malformed audio_key_cost");
    }
    return new WrappedAudioKey(
        item.text("wrapped_audio_key"),
        new Argon2Cost(number(cost, 1), number(cost, 2), number(cost, 3)),
        item.textOrNull("recovery_audio_key"));
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  static Account account(StoredItem item) {
    Role role = Role.ofWire(item.text("role"));
    return new Account(
        item.text("user_id"),
        item.text("username"),
        item.textOrNull("email"),
        item.textOrNull("name"),
        role,
        Status.ofWire(item.text("status")),
        item.flag("emailVerified"),
        item.text("plan"),
        item.time("createdAt"),
        item.time("updatedAt"),
        item.timeOrNull("lastLoginAt"),
        item.textOrNull("phoneNumber"),
        item.jsonOrNull("address"),
        item.textOrNull("profileImage"),
        texts(item.jsonOrNull("wishlist")),
        arrayOrEmpty(item.jsonOrNull("cart")),
        item.decimalOr("totalOrders", BigDecimal.ZERO),
        item.decimalOr("totalSpent", BigDecimal.ZERO),
        role == Role.VENDOR ? vendor(item) : null);
  }

  private static Vendor vendor(StoredItem item) {
    return new Vendor(
        item.textOrNull("storeName"),
        item.textOrNull("storeDescription"),
        item.decimalOr("totalProducts", BigDecimal.ZERO),
        item.decimalOr("totalRevenue", BigDecimal.ZERO),
        item.decimalOr("rating", BigDecimal.ZERO),
        item.decimalOr("totalReviews", BigDecimal.ZERO));
  }

  private static AttributeValue json(JsonNode json) {
    return json == null ? null : JsonAttributes.fromJson(json);
  }

  private static JsonNode arrayOrEmpty(JsonNode json) {
    return json == null ? JsonNodeFactory.instance.arrayNode() : json;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    arrayOrEmpty(array).forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
