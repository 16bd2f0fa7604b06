package io.vestibule.web;

import io.quarkus.runtime.StartupEvent;
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
 * Refuses to start a service that lacks a required setting. Operator commands, which serve nothing,
 * are not asked.
 */
@ApplicationScoped
class Requirements {
  private final Instance<Requirement> all;
  private final boolean serving;

  Requirements(
      @Any Instance<Requirement> all,
      @ConfigProperty(name = "quarkus.http.host-enabled") boolean serving) {
    this.all = all;
    this.serving = serving;
  }

  /** Before anything else: nothing of a service that cannot serve is worth starting. */
  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
    if (serving) {
      List<String> unmet =
          all.stream().map(Requirement::unmet).flatMap(Optional::stream).sorted().toList();
      if (!unmet.isEmpty()) {
        throw new UnmetRequirements(unmet);
      }
    }
  }
}
