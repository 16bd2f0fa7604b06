package io.vestibule.dynamo;

import io.vestibule.web.WellFormedText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Builds an item. A {@code null} value writes no attribute, so an item never contains a NULL for an
 * absent value.
 */
public final class Item {
  private final Map<String, AttributeValue> attributes = new LinkedHashMap<>();

  private Item() {}

  public static Item item() {
    return new Item();
  }

  /**
   * Type S.
   *
   * @throws io.vestibule.web.ApiException for text with unpaired surrogates, which the SDK would
   *     replace
   */
  public Item text(String name, String value) {
    return value(
        name, value == null ? null : AttributeValue.fromS(WellFormedText.check("text", value)));
  }

  /** Type S, ISO-8601 with the precision of the instant. */
  public Item time(String name, Instant value) {
    return text(name, value == null ? null : value.toString());
  }

  /** Type N, seconds since the epoch, as DynamoDB's TTL requires. */
  public Item epochSeconds(String name, Instant value) {
    return number(name, value.getEpochSecond());
  }

  /** Type N. */
  public Item number(String name, long value) {
    return value(name, AttributeValue.fromN(Long.toString(value)));
  }

  /** Type N. */
  public Item number(String name, BigDecimal value) {
    return value(name, AttributeValue.fromN(value.toPlainString()));
  }

  /** Type BOOL. */
  public Item flag(String name, boolean value) {
    return value(name, AttributeValue.fromBool(value));
  }

  /** Type B. */
  public Item bytes(String name, byte[] value) {
    return value(name, value == null ? null : AttributeValue.fromB(SdkBytes.fromByteArray(value)));
  }

  /** Any type; {@code null} writes no attribute. */
  public Item value(String name, AttributeValue value) {
    if (value != null) {
      attributes.put(name, value);
    }
    return this;
  }

  public Map<String, AttributeValue> attributes() {
    return attributes;
  }
}
