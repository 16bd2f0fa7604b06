package io.vestibule.dynamo;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.util.List;

/** The tables with their indexes and expiry, as {@code vestibule tables check} compares them. */
@Singleton
class TablesDiagnosis implements Diagnosis {
  private final Tables tables;

  TablesDiagnosis(Tables tables) {
    this.tables = tables;
  }

  @Override
  public String subject() {
    return "tables";
  }

  @Override
  public Uni<List<Finding>> examine() {
    return tables
        .differences()
        .map(
            differences ->
                differences.isEmpty()
                    ? List.of(Finding.ok("all " + tables.all().size() + " are correct"))
                    : differences.stream()
                        .map(
                            difference ->
                                Finding.problem(
                                    difference
                                        + " (vestibule tables create makes missing tables; change"
                                        + " others with infra/)"))
                        .toList())
        .onFailure()
        .recoverWithItem(
            failure ->
                List.of(
                    Finding.problem(
                        "DynamoDB cannot be used: "
                            + AwsFailure.reason(failure)
                            + " (look at AWS_REGION, the role of the service and the network)")));
  }
}
