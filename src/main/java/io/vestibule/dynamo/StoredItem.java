package io.vestibule.dynamo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads an item that DynamoDB returned. A missing required attribute, or one of another type, is
 * corrupt data and throws {@link IllegalStateException}.
 */
public final class StoredItem {
  private final Map<String, AttributeValue> attributes;

  private StoredItem(Map<String, AttributeValue> attributes) {
    this.attributes = attributes;
  }

  public static StoredItem of(Map<String, AttributeValue> attributes) {
    return new StoredItem(attributes);
  }

  /** The item. Empty if the response contained none, for which the SDK returns an empty map. */
  public static Optional<StoredItem> ofNullable(Map<String, AttributeValue> attributes) {
    return attributes == null || attributes.isEmpty()
        ? Optional.empty()
        : Optional.of(of(attributes));
  }

  public String text(String name) {
    return required(name, textOrNull(name));
  }

  public String textOrNull(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : value.s();
  }

  public long number(String name) {
    return decimal(name).longValueExact();
  }

  public BigDecimal decimal(String name) {
    AttributeValue value = attributes.get(name);
    return new BigDecimal(required(name, value == null ? null : value.n()));
  }

  /** The number, or {@code absent} if the attribute does not exist. */
  public BigDecimal decimalOr(String name, BigDecimal absent) {
    return attributes.containsKey(name) ? decimal(name) : absent;
  }

  public boolean flag(String name) {
    AttributeValue value = attributes.get(name);
    return value != null && Boolean.TRUE.equals(value.bool());
  }

  public byte[] bytesOrNull(String name) {
    AttributeValue value = attributes.get(name);
    return value == null || value.b() == null ? null : value.b().asByteArray();
  }

  public Instant time(String name) {
    return Instant.parse(text(name));
  }

  public Instant timeOrNull(String name) {
    String value = textOrNull(name);
    return value == null ? null : Instant.parse(value);
  }

  public Instant epochSeconds(String name) {
    return Instant.ofEpochSecond(number(name));
  }

  /** Any attribute as JSON, or null if it does not exist. */
  public JsonNode jsonOrNull(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : JsonAttributes.toJson(value);
  }

  public boolean has(String name) {
    return attributes.containsKey(name);
  }

  public Map<String, AttributeValue> attributes() {
    return attributes;
  }

  private static <T> T required(String name, T value) {
    if (value == null) {
      throw new IllegalStateException("stored item lacks attribute " + name);
    }
    return value;
  }
}
