package io.vestibule.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * The rows of a table, read and written past the service: what is really stored, and what an import
 * may have left there. For tests in the service's own JVM.
 */
public final class Rows {
  private static final DynamoDbAsyncClient CLIENT = client();

  private final String table;
  private final String key;

  private Rows(String table, String key) {
    this.table = table;
    this.key = key;
  }

  public static Rows users() {
    return of("users", "user_id");
  }

  public static Rows logins() {
    return of("user-logins", "login");
  }

  public static Rows apiTokens() {
    return of("user-tokens", "token");
  }

  public static Rows profiles() {
    return of("user-profiles", "userId");
  }

  public static Rows sessions() {
    return of("sessions", "session_id");
  }

  public static Rows challenges() {
    return of("challenges", "id");
  }

  public static Rows audioFiles() {
    return of("audio-files", "file_id");
  }

  public static Rows securityEvents() {
    return of("security-events", "user_id");
  }

  /** Has a sort key: only {@link #where} works. */
  public static Rows factors() {
    return of("factors", "user_id");
  }

  /** Has a sort key: only {@link #where} works. */
  public static Rows serviceKeys() {
    return of("service-keys", "collection");
  }

  public static Rows payments() {
    return of("payments", "id");
  }

  /** Has a sort key: only {@link #where} works. */
  public static Rows webhooks() {
    return of("webhooks", "endpoint_id");
  }

  public static Rows outbox() {
    return of("outbox", "id");
  }

  /** The item with that key, read consistently. */
  public Optional<Map<String, AttributeValue>> find(String id) {
    return Optional.of(
            CLIENT
                .getItem(get -> get.tableName(table).key(key(id)).consistentRead(true))
                .join()
                .item())
        .filter(row -> !row.isEmpty());
  }

  /** All items whose attribute has that value. */
  public List<Map<String, AttributeValue>> where(String attribute, String value) {
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .filterExpression("#attribute = :value")
            .expressionAttributeNames(Map.of("#attribute", attribute))
            .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(value)))
            .build();
    List<Map<String, AttributeValue>> rows = new ArrayList<>();
    CLIENT.scanPaginator(scan).items().subscribe(rows::add).join();
    return rows;
  }

  public void put(Map<String, AttributeValue> row) {
    CLIENT.putItem(put -> put.tableName(table).item(row)).join();
  }

  /** Sets one attribute of an existing item. */
  public void set(String id, String attribute, AttributeValue value) {
    Map<String, AttributeValue> row = new HashMap<>(find(id).orElseThrow());
    row.put(attribute, value);
    put(row);
  }

  public void delete(String id) {
    CLIENT.deleteItem(delete -> delete.tableName(table).key(key(id))).join();
  }

  private Map<String, AttributeValue> key(String id) {
    return Map.of(key, AttributeValue.fromS(id));
  }

  /** A table of an earlier system, which exists until {@link #drop}. */
  public static Rows foreign(String key) {
    String name = "earlier-" + UUID.randomUUID();
    CLIENT
        .createTable(
            create ->
                create
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName(key)
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName(key)
                            .keyType(KeyType.HASH)
                            .build()))
        .join();
    return new Rows(name, key);
  }

  public void drop() {
    CLIENT.deleteTable(delete -> delete.tableName(table)).join();
  }

  /** The name of the table. */
  public String table() {
    return table;
  }

  private static Rows of(String table, String key) {
    return new Rows(
        ConfigProvider.getConfig().getValue("vestibule.tables." + table, String.class), key);
  }

  private static DynamoDbAsyncClient client() {
    Config config = ConfigProvider.getConfig();
    String credentials = "quarkus.dynamodb.aws.credentials.static-provider.";
    return DynamoDbAsyncClient.builder()
        .endpointOverride(
            URI.create(config.getValue("quarkus.dynamodb.endpoint-override", String.class)))
        .region(Region.of(config.getValue("quarkus.dynamodb.aws.region", String.class)))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    config.getValue(credentials + "access-key-id", String.class),
                    config.getValue(credentials + "secret-access-key", String.class))))
        .overrideConfiguration(test -> test.putExecutionAttribute(StoreFaults.EXEMPT, true))
        .build();
  }
}
