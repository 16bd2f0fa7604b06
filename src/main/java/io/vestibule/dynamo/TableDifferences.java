package io.vestibule.dynamo;

import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TableDefinition.SortKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Compares a table with its definition and reports each difference as a sentence. */
final class TableDifferences {
  private static final String NONE = "none";

  private final TableDefinition definition;
  private final List<String> found = new ArrayList<>();

  private TableDifferences(TableDefinition definition) {
    this.definition = definition;
  }

  /**
   * @param expiry the TTL attribute of the table, if enabled
   */
  static List<String> between(
      TableDefinition definition, TableDescription actual, Optional<String> expiry) {
    TableDifferences differences = new TableDifferences(definition);
    differences.compare(actual, expiry);
    return differences.found;
  }

  static List<String> missing(TableDefinition definition) {
    return List.of(definition.name() + ": does not exist");
  }

  private void compare(TableDescription actual, Optional<String> expiry) {
    Map<String, String> types = new LinkedHashMap<>();
    for (AttributeDefinition attribute : actual.attributeDefinitions()) {
      types.put(attribute.attributeName(), attribute.attributeTypeAsString());
    }
    expect("status", TableStatus.ACTIVE.toString(), actual.tableStatusAsString());
    expect("key", key(definition.key(), definition.sort()), key(actual.keySchema(), types));
    expect("billing mode", BillingMode.PAY_PER_REQUEST.toString(), billingMode(actual));
    expect("expiry attribute", definition.timeToLive().orElse(NONE), expiry.orElse(NONE));
    compareIndexes(actual.globalSecondaryIndexes(), types);
  }

  private void compareIndexes(
      List<GlobalSecondaryIndexDescription> actual, Map<String, String> types) {
    Map<String, GlobalSecondaryIndexDescription> others = new LinkedHashMap<>();
    actual.forEach(index -> others.put(index.indexName(), index));
    for (Index index : definition.indexes()) {
      GlobalSecondaryIndexDescription same = others.remove(index.name());
      String name = "index " + index.name();
      if (same == null) {
        found.add(definition.name() + ": " + name + " does not exist");
      } else {
        expect(name + " key", key(index.key(), index.sort()), key(same.keySchema(), types));
        expect(
            name + " projection",
            projection(index.projection().toString(), index.carried()),
            projection(
                same.projection().projectionTypeAsString(), same.projection().nonKeyAttributes()));
      }
    }
    others
        .keySet()
        .forEach(
            name ->
                found.add(
                    definition.name() + ": index " + name + " is not defined by this service"));
  }

  private void expect(String what, String expected, String actual) {
    if (!Objects.equals(expected, actual)) {
      found.add("%s: %s is %s, should be %s".formatted(definition.name(), what, actual, expected));
    }
  }

  /** {@code ALL}, {@code INCLUDE [device, generation]}. */
  private static String projection(String type, List<String> carried) {
    return carried.isEmpty() ? type : type + " " + carried.stream().sorted().toList();
  }

  /** {@code user_id (S)}, {@code user_id (S), uploaded_at (N)}. */
  private static String key(String partition, Optional<SortKey> sort) {
    return partition
        + " (S)"
        + sort.map(key -> ", " + key.attribute() + " (" + key.type() + ")").orElse("");
  }

  private static String key(List<KeySchemaElement> schema, Map<String, String> types) {
    StringBuilder key = new StringBuilder();
    for (KeyType role : List.of(KeyType.HASH, KeyType.RANGE)) {
      for (KeySchemaElement element : schema) {
        if (element.keyType() == role) {
          key.append(key.isEmpty() ? "" : ", ")
              .append(element.attributeName())
              .append(" (")
              .append(types.get(element.attributeName()))
              .append(")");
        }
      }
    }
    return key.toString();
  }

  /** A table that was never on-demand has no summary. */
  private static String billingMode(TableDescription table) {
    return table.billingModeSummary() == null
        ? BillingMode.PROVISIONED.toString()
        : table.billingModeSummary().billingModeAsString();
  }
}
