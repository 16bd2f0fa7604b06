package io.vestibule.dynamo;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;

/** All tables of the service, collected from the stores, and their creation. */
@ApplicationScoped
public class Tables {
  private static final Logger LOG = Logger.getLogger(Tables.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DynamoDbAsyncClient client;
  private final TablesConfig config;
  private final Instance<TableDefinition> definitions;

  Tables(
      DynamoDbAsyncClient client, TablesConfig config, @Any Instance<TableDefinition> definitions) {
    this.client = client;
    this.config = config;
    this.definitions = definitions;
  }

  /**
   * Before anything else of the service starts; start-up may wait, no event loop is running yet.
   */
  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start) {
    if (config.createMissing()) {
      createMissing().await().atMost(PATIENCE);
    }
  }

  public List<TableDefinition> all() {
    return definitions.stream().toList();
  }

  /**
   * Creates the tables that do not exist, with their TTL, and waits until they can be used.
   * Existing ones stay as they are.
   */
  public Uni<Void> createMissing() {
    return Multi.createFrom()
        .iterable(all())
        .onItem()
        .transformToUniAndMerge(this::create)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> create(TableDefinition table) {
    return Uni.createFrom()
        .completionStage(() -> client.createTable(table.toRequest()))
        .chain(
            () ->
                Uni.createFrom()
                    .completionStage(
                        () ->
                            client
                                .waiter()
                                .waitUntilTableExists(seen -> seen.tableName(table.name()))))
        .chain(() -> expire(table))
        .invoke(() -> LOG.infof("created table %s", table.name()))
        .onFailure(ResourceInUseException.class)
        .recoverWithNull();
  }

  private Uni<Void> expire(TableDefinition table) {
    return table
        .timeToLive()
        .map(
            attribute ->
                Uni.createFrom()
                    .completionStage(
                        () ->
                            client.updateTimeToLive(
                                request ->
                                    request
                                        .tableName(table.name())
                                        .timeToLiveSpecification(
                                            ttl -> ttl.attributeName(attribute).enabled(true))))
                    .replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem());
  }
}
