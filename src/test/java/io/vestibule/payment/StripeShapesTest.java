package io.vestibule.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.config.WithDefault;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.testing.StripeShapes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the service reads and writes is what Stripe's specification describes. */
class StripeShapesTest {
  private static final long THEN = 1_700_000_000;
  private static final String METER_EVENTS = "POST /v1/billing/meter_events";

  /** Object, member and the beginning of its type. An id stands for an object in events. */
  private static final List<List<String>> MEMBERS =
      List.of(
          List.of("event", "id", "string"),
          List.of("event", "account", "string"),
          List.of("event", "type", "Event.Type"),
          List.of("event", "created", "number"),
          List.of("event", "data", "Event.Data"),
          List.of("event.data", "object", "Data.Object"),
          List.of("event.data", "previous_attributes", "Data.PreviousAttributes"),
          List.of("checkout.session", "customer", "string | Customer"),
          List.of("checkout.session", "client_reference_id", "string | null"),
          List.of("checkout.session", "metadata", "Metadata | null"),
          List.of("subscription", "object", "'subscription'"),
          List.of("subscription", "id", "string"),
          List.of("subscription", "status", "Subscription.Status"),
          List.of("subscription", "customer", "string | Customer"),
          List.of("subscription", "metadata", "Metadata"),
          List.of("subscription", "items", "ApiList<SubscriptionItem>"),
          List.of("subscription_item", "price", "Price"),
          List.of("price", "id", "string"),
          List.of("price", "product", "string | Product"),
          List.of("price", "lookup_key", "string | null"),
          List.of("entitlements.active_entitlement_summary", "customer", "string"),
          List.of("entitlements.active_entitlement_summary", "entitlements", "ApiList<"),
          List.of("entitlements.active_entitlement", "lookup_key", "string"),
          List.of(METER_EVENTS, "event_name", "string"),
          List.of(METER_EVENTS, "identifier", "string"),
          List.of(METER_EVENTS, "timestamp", "number"),
          List.of(METER_EVENTS, "payload", "{ [key: string]: string; }"));

  private final PaymentSettings.Stripe settings = PaymentSettings.Stripe.with();
  private final StripeEvents events =
      new StripeEvents(new PaymentJson(new ObjectMapper()), settings);

  static List<StripeShapes> versions() {
    return StripeShapes.ALL;
  }

  private Change parse(StripeShapes version, String type, JsonNode object) {
    byte[] event =
        version.event("evt_1", type, THEN, object).toString().getBytes(StandardCharsets.UTF_8);
    return (Change) events.parse(event).orElseThrow();
  }

  @Test
  void theVersionOfTheSettingsIsRecorded() throws NoSuchMethodException {
    String setting =
        StripeConfig.Meter.class.getMethod("apiVersion").getAnnotation(WithDefault.class).value();

    assertEquals(setting, StripeShapes.PINNED.version());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyMemberThatIsReadOrWrittenHasTheAssumedType(StripeShapes version) {
    for (List<String> member : MEMBERS) {
      String type = version.type(member.get(0), member.get(1)).asText("missing");
      assertTrue(type.startsWith(member.get(2)), () -> member + " is " + type);
    }
    List<String> ends =
        Stream.of("subscription", "subscription_item")
            .map(object -> version.type(object, "current_period_end").asText("missing"))
            .sorted()
            .toList();
    assertEquals(List.of("missing", "number"), ends);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theStatesAndTypesOfEventsExist(StripeShapes version) {
    assertEquals(
        version.subscriptionStates().stream().sorted().toList(),
        StripeEvents.STATES.stream().sorted().toList());
    assertTrue(version.subscriptionStates().containsAll(settings.activeStates()));
    assertTrue(version.eventTypes().containsAll(StripeEvents.CHECKOUTS));
    assertTrue(
        version
            .eventTypes()
            .containsAll(
                List.of(
                    StripeEvents.SUMMARY,
                    "customer.subscription.created",
                    "customer.subscription.updated",
                    "customer.subscription.deleted")));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aCheckoutNamesCustomerAndUser(StripeShapes version) {
    ObjectNode session = version.checkout("cs_1", "cus_1", "user-1");
    session.putObject("metadata").put("user_id", "user-2");

    Change change = parse(version, "checkout.session.completed", session);

    assertEquals("cus_1", change.customer());
    assertEquals(List.of("user-2", "user-1"), change.users());
    // Without metadata, and of a guest.
    session.putNull("metadata");
    assertEquals(List.of("user-1"), parse(version, "checkout.session.completed", session).users());
    session.putNull("customer");
    byte[] guest =
        version
            .event("evt_1", "checkout.session.completed", THEN, session)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.empty(), events.parse(guest));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aSubscriptionGivesItsPriceUntilItsPeriodEnds(StripeShapes version) {
    Map<String, String> metadata = Map.of("user_id", "user-1");
    ObjectNode object = version.subscription("cus_1", "sub_1", "active", "price_1", metadata);
    ((ObjectNode) object.at("/items/data/0/price")).put("lookup_key", "key_1");
    long end = object.findValue("current_period_end").longValue();

    Change change = parse(version, "customer.subscription.updated", object);

    assertEquals("cus_1", change.customer());
    assertEquals(List.of("user-1"), change.users());
    Subscription subscription = change.subscription().orElseThrow();
    assertEquals("sub_1", subscription.id());
    Report report = subscription.current();
    assertEquals(List.of("key_1", "price_1", "prod_of_price_1"), report.grants());
    assertEquals(
        Subscription.lapse(OptionalLong.of(end * 1000), settings.grace()), report.lapsesAt());
    assertTrue(report.lapsesAt().isPresent());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void entitlementsGiveTheirLookupKeys(StripeShapes version) {
    Change change =
        parse(
            version,
            "entitlements.active_entitlement_summary.updated",
            version.entitlements("cus_1", "key_2", "key_1"));

    assertEquals("cus_1", change.customer());
    assertEquals(List.of("key_1", "key_2"), change.subscription().orElseThrow().current().grants());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aMeterEventHasTheFieldsOfTheRequestOnly(StripeShapes version) {
    String form =
        MeterEvent.of("units", "cus_1", "user-1", YearMonth.of(2026, 11), 1, 1, Instant.EPOCH)
            .form();

    List<String> fields =
        Arrays.stream(form.split("&"))
            .map(field -> field.replaceFirst("(=|%5B).*", ""))
            .distinct()
            .toList();
    assertEquals(List.of("event_name", "identifier", "timestamp", "payload"), fields);
    fields.forEach(name -> assertTrue(version.type(METER_EVENTS, name).isTextual(), name));
    // The default keys of a meter, in Stripe's own example.
    JsonNode payload = version.object("billing.meter_event").required("payload");
    assertTrue(payload.hasNonNull("stripe_customer_id") && payload.hasNonNull("value"));
    assertTrue(form.contains("payload%5Bstripe_customer_id%5D=cus_1"));
    assertTrue(form.contains("payload%5Bvalue%5D=1"));
  }
}
