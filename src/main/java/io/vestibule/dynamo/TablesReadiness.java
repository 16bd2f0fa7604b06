package io.vestibule.dynamo;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Ready when the users table answers: without it nobody can sign in. */
@Readiness
@ApplicationScoped
class TablesReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(TablesReadiness.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Dynamo dynamo;
  private final String table;

  TablesReadiness(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.users();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return dynamo
        .call(db -> db.describeTable(describe -> describe.tableName(table)))
        .map(found -> found.table().tableStatus() == TableStatus.ACTIVE)
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .invoke(
            failure ->
                LOG.errorf(
                    "table %s cannot be used: %s", table, failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithItem(false)
        .map(
            usable ->
                HealthCheckResponse.named("dynamodb")
                    .status(usable)
                    .withData("table", table)
                    .build());
  }
}
