package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.Account.Vendor;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.Credential;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.dynamo.StoredItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Maps accounts to items of the users table. Attributes that users see have the names of seed 002;
 * internal attributes are in snake case.
 */
public final class AccountItems {
  /** Marks an account that is being erased (S, ISO-8601). All other code treats it as absent. */
  public static final String ERASING = "erasing_since";

  /** Takes an account out of the list of accounts: the end of an update expression. */
  public static final String UNLIST = " REMOVE " + ListItems.SHARD + ", " + ListItems.LISTED_AT;

  /** Sessions opened before this time are invalid (S, ISO-8601). */
  static final String SESSIONS_VALID_AFTER = "sessions_valid_after";

  /** The session that stays valid nevertheless (S). */
  static final String KEPT_SESSION = "kept_session_id";

  /** TTL attribute of the logins table (N, epoch seconds). */
  public static final String LOGIN_EXPIRY = "expires_at";

  /** An allow list: an attribute that is added later may be a secret. */
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

  /** Which of these attributes only this service writes; their values elsewhere mean nothing. */
  public static Set<String> internal(Collection<String> names) {
    Set<String> internal = new LinkedHashSet<>(names);
    internal.removeIf(
        name ->
            !name.equals(SESSIONS_VALID_AFTER)
                && !name.equals(KEPT_SESSION)
                && !AudioKeyItems.ATTRIBUTES.contains(name));
    return internal;
  }

  /** The key of the users table. */
  public static Map<String, AttributeValue> key(String userId) {
    return item().text("user_id", userId).attributes();
  }

  /** The key of the logins table for an e-mail address and password. */
  public static String emailLogin(String email) {
    return "email:" + email;
  }

  /** The item of the logins table that makes the address of the account unique. */
  static Map<String, AttributeValue> emailGuard(Account account) {
    return item()
        .text("login", emailLogin(account.email()))
        .text("user_id", account.userId())
        .time("created_at", account.createdAt())
        .attributes();
  }

  /** The attributes that the owner may export, including vendor fields of a former vendor. */
  static JsonNode export(StoredItem item) {
    ObjectNode export = JsonNodeFactory.instance.objectNode();
    EXPORTED.stream().filter(item::has).forEach(name -> export.set(name, item.jsonOrNull(name)));
    AudioKeyset keyset = AudioKeyItems.read(item);
    if (keyset != null) {
      export.set("audio_keys", AudioKeyItems.export(keyset));
    }
    return export;
  }

  public static Map<String, AttributeValue> write(StoredAccount stored) {
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
    ListItems.write(item, account.userId(), account.createdAt());
    AudioKeyItems.write(credential.audioKeys()).forEach(item::value);
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

  public static StoredAccount read(StoredItem item) {
    return new StoredAccount(
        account(item),
        new Credential(
            item.textOrNull("password_hash"),
            item.text("key_salt"),
            AudioKeyItems.read(item),
            item.text("sealed_api_token")));
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
