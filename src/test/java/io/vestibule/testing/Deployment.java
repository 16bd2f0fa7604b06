package io.vestibule.testing;

import io.quarkus.test.common.DevServicesContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** The packaged program with its own tables and keys, so that a test can count items. */
public final class Deployment implements AutoCloseable {
  private final Map<String, String> environment;
  private final DynamoDbAsyncClient client;

  private Deployment(Map<String, String> environment) {
    this.environment = environment;
    this.client = Stores.client(environment);
  }

  /** Creates a deployment whose tables exist. */
  public static Deployment create(DevServicesContext context) {
    Map<String, String> environment = new HashMap<>(RunningService.secrets());
    environment.putAll(Stores.environment(context));
    environment.putAll(Stores.freshTableNames());
    // Settings that only the service needs, and limits that tests would exceed.
    environment.put("VESTIBULE_THROTTLE_SIGN_UPS", "false");
    environment.put("VESTIBULE_THROTTLE_ADDRESS_LIMIT", "100000");
    environment.put("VESTIBULE_REQUEST_LIMIT_ENABLED", "false");
    Deployment deployment = new Deployment(environment);
    Program.Ended created = deployment.program().run("tables", "create");
    if (created.exitCode() != 0) {
      throw new AssertionError(created.err());
    }
    return deployment;
  }

  public Program program() {
    return Program.packaged(environment);
  }

  public Program program(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return Program.packaged(all);
  }

  public RunningService service(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return RunningService.start(all);
  }

  /**
   * The number of items in a table.
   *
   * @param name as in {@code vestibule.tables.<name>}, in upper case with underscores
   */
  public long count(String name) {
    AtomicLong count = new AtomicLong();
    client
        .scanPaginator(
            scan -> scan.tableName(table(name)).select(Select.COUNT).consistentRead(true))
        .subscribe(page -> count.addAndGet(page.count()))
        .join();
    return count.get();
  }

  /** The item with that key; empty if there is none. */
  public Map<String, AttributeValue> item(String name, String key, String id) {
    return client
        .getItem(
            get ->
                get.tableName(table(name))
                    .consistentRead(true)
                    .key(Map.of(key, AttributeValue.fromS(id))))
        .join()
        .item();
  }

  /** Writes an item past the service, as an earlier system may have done. */
  public void put(String name, Map<String, AttributeValue> item) {
    client.putItem(put -> put.tableName(table(name)).item(item)).join();
  }

  /** Every item of a table. */
  public List<Map<String, AttributeValue>> all(String name) {
    List<Map<String, AttributeValue>> items = new java.util.concurrent.CopyOnWriteArrayList<>();
    client
        .scanPaginator(scan -> scan.tableName(table(name)).consistentRead(true))
        .items()
        .subscribe(items::add)
        .join();
    return items;
  }

  @Override
  public void close() {
    client.close();
  }

  /** The name of the table. */
  public String table(String name) {
    return environment.get("VESTIBULE_TABLES_" + name);
  }
}
