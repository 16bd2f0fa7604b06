package io.vestibule.dynamo;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Ready if the tables can be used. All tables are checked until all were found once. From then on
 * only the users table is checked, so that a probe costs one request. The reason is only logged,
 * because the probe is public.
 */
@Readiness
@ApplicationScoped
class TablesReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(TablesReadiness.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Tables tables;
  private final String users;
  private volatile boolean allTablesFound;
  private volatile String lastReported = "";

  TablesReadiness(Tables tables, TablesConfig config) {
    this.tables = tables;
    this.users = config.users();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return problems()
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .onFailure()
        .recoverWithItem(failure -> List.of(AwsFailure.reason(failure)))
        .invoke(this::report)
        .map(found -> HealthCheckResponse.named("dynamodb").status(found.isEmpty()).build());
  }

  private Uni<List<String>> problems() {
    return allTablesFound
        ? tables.unusable(List.of(users))
        : tables.unusable(tables.names()).invoke(found -> allTablesFound = found.isEmpty());
  }

  /** Logs a reason only when it changes, because probes are frequent. */
  private void report(List<String> problems) {
    String report = String.join("; ", problems);
    if (!report.equals(lastReported)) {
      lastReported = report;
      if (problems.isEmpty()) {
        LOG.info("DynamoDB is available");
      } else {
        LOG.errorf("not ready, DynamoDB cannot be used: %s", report);
      }
    }
  }
}
