package io.vestibule.runtime;

import io.quarkus.runtime.StartupEvent;
import io.vestibule.spi.StartupCheck;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses to start the service if a required setting is missing. Operator commands do not serve
 * requests and are not checked.
 */
@ApplicationScoped
class StartupChecks {
  private final Instance<StartupCheck> all;
  private final boolean serving;

  StartupChecks(
      @Any Instance<StartupCheck> all,
      @ConfigProperty(name = "quarkus.http.host-enabled") boolean serving) {
    this.all = all;
    this.serving = serving;
  }

  /** Runs before all other start-up observers. */
  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
    if (serving) {
      List<String> unmet = unmet();
      if (!unmet.isEmpty()) {
        throw new StartupCheckException(unmet);
      }
    }
  }

  /** The problems of all checks, sorted. */
  List<String> unmet() {
    return all.stream().map(StartupCheck::unmet).flatMap(Optional::stream).sorted().toList();
  }
}
