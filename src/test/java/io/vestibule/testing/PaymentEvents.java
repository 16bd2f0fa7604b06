package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Events of Stripe, in the {@link StripeShapes form} that it documents, and in that of RevenueCat,
 * with members that the service does not read.
 */
public final class PaymentEvents {
  public static final String STRIPE = "/api/hooks/stripe";
  public static final String REVENUECAT = "/api/hooks/revenuecat";

  /** The secrets in the test profile. */
  public static final String SECRET = "whsec_aSecretOfTheTestsOnly0123456789";

  public static final String OLD_SECRET = "whsec_theOneBeforeTheRotation01234";
  public static final String AUTHORIZATION = "Bearer value-of-the-tests-only-0123456789";

  private static final ObjectMapper JSON = new ObjectMapper();

  private PaymentEvents() {}

  public static String id(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * @param created seconds since 1970
   */
  public static String stripe(String type, long created, Object object) {
    JsonNode node = JSON.valueToTree(object);
    return write(StripeShapes.PINNED.event(id("evt_"), type, created, node));
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
    return stripe(
        "customer.subscription." + kind,
        created,
        StripeShapes.PINNED.subscription(customer, id, state, price, metadata));
  }

  /**
   * The event of a subscription, paid until then.
   *
   * @param end seconds since 1970
   */
  public static String paidUntil(long end, String event) {
    ObjectNode changed = read(event);
    StripeShapes.setPeriodEnd((ObjectNode) changed.required("data").required("object"), end);
    return write(changed);
  }

  /** The event of a change of status and price, which says what they were before. */
  public static String changedFrom(String state, String price, String event) {
    ObjectNode changed = read(event);
    ObjectNode data = (ObjectNode) changed.required("data");
    ObjectNode previous = data.putObject("previous_attributes").put("status", state);
    previous.set("items", data.required("object").required("items").deepCopy());
    StripeShapes.setPrice(previous, price);
    return write(changed);
  }

  public static String checkout(long created, String customer, String userId) {
    return stripe(
        "checkout.session.completed",
        created,
        StripeShapes.PINNED.checkout(id("cs_test_"), customer, userId));
  }

  public static String entitlements(long created, String customer, String... lookupKeys) {
    return stripe(
        "entitlements.active_entitlement_summary.updated",
        created,
        StripeShapes.PINNED.entitlements(customer, lookupKeys));
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
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
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
