package io.vestibule.dynamo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The definition of a table: key, indexes and TTL attribute. Each store produces its own. Start-up
 * and the {@code tables} command create tables from these definitions, and tests compare the
 * deployment files with them.
 *
 * @param name the table's name
 * @param key the partition key, of type S
 * @param sort the sort key, if any
 * @param indexes global secondary indexes, all attributes projected unless stated
 * @param timeToLive the attribute (type N, epoch seconds) by which DynamoDB removes expired items
 */
public record TableDefinition(
    String name,
    String key,
    Optional<SortKey> sort,
    List<Index> indexes,
    Optional<String> timeToLive) {

  public static TableDefinition of(String name, String key, Index... indexes) {
    return new TableDefinition(name, key, Optional.empty(), List.of(indexes), Optional.empty());
  }

  public TableDefinition sortedBy(String attribute, ScalarAttributeType type) {
    return new TableDefinition(
        name, key, Optional.of(new SortKey(attribute, type)), indexes, timeToLive);
  }

  public TableDefinition expiringBy(String attribute) {
    return new TableDefinition(name, key, sort, indexes, Optional.of(attribute));
  }

  /**
   * @param name name of the index
   * @param key its partition key, of type S
   * @param sort its sort key, if any
   * @param projection which attributes it carries
   * @param carried the attributes besides the keys, if {@code projection} is INCLUDE
   */
  public record Index(
      String name,
      String key,
      Optional<SortKey> sort,
      ProjectionType projection,
      List<String> carried) {
    public static Index by(String name, String key) {
      return new Index(name, key, Optional.empty(), ProjectionType.ALL, List.of());
    }

    public Index sortedBy(String attribute, ScalarAttributeType type) {
      return new Index(name, key, Optional.of(new SortKey(attribute, type)), projection, carried);
    }

    public Index keysOnly() {
      return new Index(name, key, sort, ProjectionType.KEYS_ONLY, List.of());
    }

    public Index carrying(String... attributes) {
      return new Index(name, key, sort, ProjectionType.INCLUDE, List.of(attributes));
    }
  }

  /** A sort key and its type. */
  public record SortKey(String attribute, ScalarAttributeType type) {}

  CreateTableRequest toRequest() {
    Map<String, ScalarAttributeType> keyAttributes = new LinkedHashMap<>();
    keyAttributes.put(key, ScalarAttributeType.S);
    sort.ifPresent(second -> keyAttributes.put(second.attribute(), second.type()));
    indexes.forEach(
        index -> {
          keyAttributes.put(index.key(), ScalarAttributeType.S);
          index.sort().ifPresent(sort -> keyAttributes.put(sort.attribute(), sort.type()));
        });
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(schema(key, sort))
            .attributeDefinitions(
                keyAttributes.entrySet().stream()
                    .map(
                        entry ->
                            AttributeDefinition.builder()
                                .attributeName(entry.getKey())
                                .attributeType(entry.getValue())
                                .build())
                    .toList());
    if (!indexes.isEmpty()) {
      request.globalSecondaryIndexes(indexes.stream().map(TableDefinition::toRequest).toList());
    }
    return request.build();
  }

  private static GlobalSecondaryIndex toRequest(Index index) {
    return GlobalSecondaryIndex.builder()
        .indexName(index.name())
        .keySchema(schema(index.key(), index.sort()))
        .projection(
            projection ->
                projection
                    .projectionType(index.projection())
                    .nonKeyAttributes(index.carried().isEmpty() ? null : index.carried()))
        .build();
  }

  private static List<KeySchemaElement> schema(String key, Optional<SortKey> sort) {
    return sort.map(second -> List.of(hash(key), element(second.attribute(), KeyType.RANGE)))
        .orElseGet(() -> List.of(hash(key)));
  }

  private static KeySchemaElement hash(String attribute) {
    return element(attribute, KeyType.HASH);
  }

  private static KeySchemaElement element(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }
}
