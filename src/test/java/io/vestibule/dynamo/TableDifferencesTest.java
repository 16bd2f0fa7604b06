package io.vestibule.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vestibule.dynamo.TableDefinition.Index;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

class TableDifferencesTest {
  private static final BillingModeSummary NONE = null;
  private static final TableDefinition WANTED =
      TableDefinition.of(
              "t", "id", Index.by("by-user", "user_id").sortedBy("at", ScalarAttributeType.N))
          .expiringBy("expires_at");

  @Test
  void tableOfItsDefinitionHasNoDifferences() {
    assertEquals(List.of(), TableDifferences.between(WANTED, createdTable(), WANTED.timeToLive()));
  }

  @Test
  void aMissingTableIsNamed() {
    assertEquals(List.of("t: does not exist"), TableDifferences.missing(WANTED));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change(
            "t: key is id (S), at (N), should be id (S)",
            table -> table.keySchema(key("id", KeyType.HASH), key("at", KeyType.RANGE))),
        change(
            "t: key is other (null), should be id (S)",
            table -> table.keySchema(key("other", KeyType.HASH))),
        change(
            "t: key is id (N), should be id (S)",
            table ->
                table.attributeDefinitions(
                    attribute("id", "N"), attribute("user_id", "S"), attribute("at", "N"))),
        change(
            "t: billing mode is PROVISIONED, should be PAY_PER_REQUEST",
            table -> table.billingModeSummary(NONE)),
        change(
            "t: status is CREATING, should be ACTIVE",
            table -> table.tableStatus(TableStatus.CREATING)),
        change("t: index by-user does not exist", table -> table.globalSecondaryIndexes(List.of())),
        change(
            "t: index by-mail is not defined by this service",
            table ->
                table.globalSecondaryIndexes(index("by-user").build(), index("by-mail").build())),
        change(
            "t: index by-user projection is KEYS_ONLY, should be ALL",
            table ->
                table.globalSecondaryIndexes(
                    index("by-user")
                        .projection(all -> all.projectionType(ProjectionType.KEYS_ONLY))
                        .build())),
        change(
            "t: index by-user key is user_id (S), should be user_id (S), at (N)",
            table ->
                table.globalSecondaryIndexes(
                    index("by-user").keySchema(key("user_id", KeyType.HASH)).build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aDifferenceIsNamed(String sentence, UnaryOperator<TableDescription.Builder> change) {
    TableDescription changed = change.apply(createdTable().toBuilder()).build();
    assertEquals(List.of(sentence), TableDifferences.between(WANTED, changed, WANTED.timeToLive()));
  }

  @Test
  void anotherExpiryIsNamed() {
    assertEquals(
        List.of("t: expiry attribute is none, should be expires_at"),
        TableDifferences.between(WANTED, createdTable(), Optional.empty()));
  }

  private static Arguments change(String sentence, UnaryOperator<TableDescription.Builder> change) {
    return Arguments.of(sentence, change);
  }

  private static TableDescription createdTable() {
    CreateTableRequest request = WANTED.toRequest();
    return TableDescription.builder()
        .tableName(request.tableName())
        .tableStatus(TableStatus.ACTIVE)
        .keySchema(request.keySchema())
        .attributeDefinitions(request.attributeDefinitions())
        .billingModeSummary(mode -> mode.billingMode(BillingMode.PAY_PER_REQUEST))
        .globalSecondaryIndexes(index("by-user").build())
        .build();
  }

  private static GlobalSecondaryIndexDescription.Builder index(String name) {
    return GlobalSecondaryIndexDescription.builder()
        .indexName(name)
        .keySchema(key("user_id", KeyType.HASH), key("at", KeyType.RANGE))
        .projection(all -> all.projectionType(ProjectionType.ALL));
  }

  private static KeySchemaElement key(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }

  private static AttributeDefinition attribute(String name, String type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }
}
