package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Events in the form of Stripe and RevenueCat, with members that the service does not read. */
public final class PaymentEvents {
  public static final String STRIPE = "/api/hooks/stripe";
  public static final String REVENUECAT = "/api/hooks/revenuecat";

  /** The secrets in the test profile. */
  public static final String SECRET = "whsec_aSecretOfTheTestsOnly0123456789";

  public static final String OLD_SECRET = "whsec_theOneBeforeTheRotation01234";
  public static final String AUTHORIZATION = "Bearer value-of-the-tests-only-0123456789";

  private PaymentEvents() {}

  public static String id(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * @param created seconds since 1970
   */
  public static String stripe(String type, long created, Map<String, ?> object) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id("evt_"));
    event.put("object", "event");
    event.put("api_version", "2025-03-31.basil");
    event.put("created", created);
    event.put("data", Map.of("object", object));
    event.put("livemode", false);
    event.put("pending_webhooks", 1);
    event.put("type", type);
    return write(event);
  }

  public static String subscription(
      String kind, long created, String customer, String id, String state, String price) {
    return subscription(kind, created, customer, id, state, price, Map.of());
  }

  /**
   * @param kind for example {@code updated}
   */
  public static String subscription(
      String kind,
      long created,
      String customer,
      String id,
      String state,
      String price,
      Map<String, String> metadata) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", id);
    object.put("object", "subscription");
    object.put("customer", customer);
    object.put("status", state);
    object.put("metadata", metadata);
    object.put("cancel_at_period_end", false);
    object.put(
        "items",
        Map.of(
            "object",
            "list",
            "data",
            List.of(
                Map.of(
                    "id",
                    id("si_"),
                    "quantity",
                    1,
                    "price",
                    Map.of("id", price, "object", "price", "product", "prod_of_" + price)))));
    return stripe("customer.subscription." + kind, created, object);
  }

  /**
   * The event of a subscription, paid until then.
   *
   * @param end seconds since 1970
   */
  public static String paidUntil(long end, String event) {
    return event.replace("\"quantity\":1", "\"quantity\":1,\"current_period_end\":" + end);
  }

  /** The event of a change of status and price, which says what they were before. */
  public static String changedFrom(String state, String price, String event) {
    String previous =
        write(
            Map.of(
                "status",
                state,
                "items",
                Map.of("data", List.of(Map.of("price", Map.of("id", price))))));
    return event.replace(
        "\"data\":{\"object\"", "\"data\":{\"previous_attributes\":" + previous + ",\"object\"");
  }

  public static String checkout(long created, String customer, String userId) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("id", id("cs_test_"));
    session.put("object", "checkout.session");
    session.put("client_reference_id", userId);
    session.put("customer", customer);
    session.put("metadata", Map.of());
    session.put("mode", "subscription");
    return stripe("checkout.session.completed", created, session);
  }

  public static String entitlements(long created, String customer, String... lookupKeys) {
    return stripe(
        "entitlements.active_entitlement_summary.updated",
        created,
        Map.of(
            "object",
            "entitlements.active_entitlement_summary",
            "customer",
            customer,
            "entitlements",
            Map.of(
                "object",
                "list",
                "data",
                List.of(lookupKeys).stream()
                    .map(key -> Map.of("id", id("ent_"), "lookup_key", key))
                    .toList())));
  }

  public static Response sendStripe(String body) {
    return sendStripe(body, signature(body, Instant.now().getEpochSecond(), SECRET));
  }

  public static Response sendStripe(String body, String signature) {
    return given()
        .contentType("application/json")
        .header("Stripe-Signature", signature)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(STRIPE);
  }

  public static String signature(String body, long seconds, String secret) {
    return "t=" + seconds + ",v1=" + hmac(seconds + "." + body, secret) + ",v0=6ffbb59b2300aae6";
  }

  public static String hmac(String text, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A purchase at RevenueCat; {@code further} members replace those of the same name. */
  public static String revenueCat(
      String type, long atMillis, String appUserId, Map<String, ?> further) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", UUID.randomUUID().toString());
    event.put("type", type);
    event.put("event_timestamp_ms", atMillis);
    event.put("app_user_id", appUserId);
    event.put("original_app_user_id", appUserId);
    event.put("aliases", List.of(appUserId));
    event.put("product_id", "com.example.monthly");
    event.put("original_transaction_id", "1000000");
    event.put("entitlement_ids", List.of("premium"));
    event.put("expiration_at_ms", atMillis + 2_592_000_000L);
    event.put("environment", "PRODUCTION");
    event.put("store", "APP_STORE");
    event.putAll(further);
    return write(Map.of("api_version", "1.0", "event", event));
  }

  public static String transfer(long atMillis, String from, String to) {
    return write(
        Map.of(
            "api_version",
            "1.0",
            "event",
            Map.of(
                "id",
                UUID.randomUUID().toString(),
                "type",
                "TRANSFER",
                "event_timestamp_ms",
                atMillis,
                "environment",
                "PRODUCTION",
                "transferred_from",
                List.of(from),
                "transferred_to",
                List.of(to))));
  }

  public static Response sendRevenueCat(String body) {
    return given()
        .contentType("application/json")
        .header("Authorization", AUTHORIZATION)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(REVENUECAT);
  }

  public static String write(Object json) {
    try {
      return new ObjectMapper().writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
