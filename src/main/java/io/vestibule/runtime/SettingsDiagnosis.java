package io.vestibule.runtime;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.util.List;

/** The settings without which the service does not start, keys included. */
@Singleton
class SettingsDiagnosis implements Diagnosis {
  private final StartupChecks checks;

  SettingsDiagnosis(StartupChecks checks) {
    this.checks = checks;
  }

  @Override
  public String subject() {
    return "settings";
  }

  @Override
  public Uni<List<Finding>> examine() {
    List<String> unmet = checks.unmet();
    return Uni.createFrom()
        .item(
            unmet.isEmpty()
                ? List.of(Finding.ok("the service would start with them"))
                : unmet.stream()
                    .map(
                        problem ->
                            Finding.problem(
                                problem
                                    + " (docs/settings.md lists all settings, vestibule keys"
                                    + " generate prints new keys)"))
                    .toList());
  }
}
