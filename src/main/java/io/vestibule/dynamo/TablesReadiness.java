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
 * Ready when the tables answer. All of them are asked until all were found once; from then on the
 * users table speaks for the store, so that a probe costs one request. The reason is for the log
 * alone: the probe answers anybody who asks.
 */
@Readiness
@ApplicationScoped
class TablesReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(TablesReadiness.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Tables tables;
  private final String users;
  private volatile boolean allSeen;
  private volatile String lastReported = "";

  TablesReadiness(Tables tables, TablesConfig config) {
    this.tables = tables;
    this.users = config.users();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return objections()
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .recoverWithItem(failure -> List.of(AwsFailure.reason(failure)))
        .invoke(this::report)
        .map(found -> HealthCheckResponse.named("dynamodb").status(found.isEmpty()).build());
  }

  private Uni<List<String>> objections() {
    return allSeen
        ? tables.unusable(List.of(users))
        : tables.unusable(tables.names()).invoke(found -> allSeen = found.isEmpty());
  }

  /** Once a change: probes come every few seconds. */
  private void report(List<String> objections) {
    String report = String.join("; ", objections);
    if (!report.equals(lastReported)) {
      lastReported = report;
      if (objections.isEmpty()) {
        LOG.info("DynamoDB answers again");
      } else {
        LOG.errorf("not ready, DynamoDB cannot be used: %s", report);
      }
    }
  }
}
