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
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** All tables of the service: creates and inspects them. */
@ApplicationScoped
public class Tables {
  private static final Logger LOG = Logger.getLogger(Tables.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** A table serves reads and writes while its indexes or settings change. */
  private static final Set<String> USABLE = Set.of("ACTIVE", "UPDATING");

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
   * Runs before all other start-up observers. It may block: start-up does not run on an event loop.
   */
  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start) {
    if (config.createMissing()) {
      createMissing().await().atMost(TIMEOUT);
    }
  }

  /** Sorted by name. */
  public List<TableDefinition> all() {
    return definitions.stream().sorted(Comparator.comparing(TableDefinition::name)).toList();
  }

  /**
   * Creates missing tables with their TTL and waits until they are usable. Existing tables are not
   * changed.
   *
   * @return names of the created tables
   */
  public Uni<List<String>> createMissing() {
    return forEach(this::create)
        .map(created -> created.stream().flatMap(Optional::stream).sorted().toList());
  }

  /** The differences between the tables and their definitions, one sentence each, sorted. */
  public Uni<List<String>> differences() {
    return forEach(this::differences)
        .map(lists -> lists.stream().flatMap(Collection::stream).sorted().toList());
  }

  List<String> names() {
    return all().stream().map(TableDefinition::name).toList();
  }

  /** The tables that are missing or not active, one sentence each. */
  Uni<List<String>> unusable(List<String> names) {
    return Multi.createFrom()
        .iterable(names)
        .onItem()
        .transformToUniAndMerge(this::unusable)
        .collect()
        .asList()
        .map(found -> found.stream().flatMap(Optional::stream).sorted().toList());
  }

  private Uni<Optional<String>> unusable(String name) {
    return call(db -> db.describeTable(describe -> describe.tableName(name)))
        .map(found -> found.table().tableStatusAsString())
        .map(
            status ->
                USABLE.contains(status)
                    ? Optional.<String>empty()
                    : Optional.of("table " + name + " is " + status))
        .onFailure(ResourceNotFoundException.class)
        .recoverWithItem(
            () ->
                Optional.of(
                    "table "
                        + name
                        + " does not exist here (is AWS_REGION right? vestibule tables create makes"
                        + " the tables)"));
  }

  private <T> Uni<List<T>> forEach(Function<TableDefinition, Uni<T>> work) {
    return Multi.createFrom()
        .iterable(all())
        .onItem()
        .transformToUniAndMerge(work::apply)
        .collect()
        .asList();
  }

  private Uni<Optional<String>> create(TableDefinition table) {
    return call(db -> db.createTable(table.toRequest()))
        .chain(
            () ->
                call(
                    db ->
                        db.waiter()
                            .waitUntilTableExists(describe -> describe.tableName(table.name()))))
        .chain(() -> enableTimeToLive(table))
        .invoke(() -> LOG.infof("created table %s", table.name()))
        .replaceWith(Optional.of(table.name()))
        .onFailure(ResourceInUseException.class)
        .recoverWithItem(Optional.empty());
  }

  private Uni<Void> enableTimeToLive(TableDefinition table) {
    return table
        .timeToLive()
        .map(
            attribute ->
                call(db ->
                        db.updateTimeToLive(
                            request ->
                                request
                                    .tableName(table.name())
                                    .timeToLiveSpecification(
                                        ttl -> ttl.attributeName(attribute).enabled(true))))
                    .replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<List<String>> differences(TableDefinition table) {
    return call(db -> db.describeTable(describe -> describe.tableName(table.name())))
        .chain(
            found ->
                expiry(table).map(expiry -> TableDifferences.between(table, found.table(), expiry)))
        .onFailure(ResourceNotFoundException.class)
        .recoverWithItem(() -> TableDifferences.missing(table));
  }

  private Uni<Optional<String>> expiry(TableDefinition table) {
    return call(db -> db.describeTimeToLive(describe -> describe.tableName(table.name())))
        .map(
            described ->
                Optional.ofNullable(described.timeToLiveDescription())
                    .filter(Tables::isEnabled)
                    .map(TimeToLiveDescription::attributeName));
  }

  private static boolean isEnabled(TimeToLiveDescription ttl) {
    return ttl.timeToLiveStatus() == TimeToLiveStatus.ENABLED
        || ttl.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
  }

  private <T> Uni<T> call(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return Uni.createFrom()
        .completionStage(() -> request.apply(client))
        .onFailure(CompletionException.class)
        .transform(wrapped -> wrapped.getCause() == null ? wrapped : wrapped.getCause());
  }
}
