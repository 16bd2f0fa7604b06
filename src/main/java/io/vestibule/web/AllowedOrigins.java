package io.vestibule.web;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The origins of front ends: our own, and those that {@code quarkus.http.cors.origins} names while
 * {@code quarkus.http.cors.enabled} is on.
 */
@ApplicationScoped
public class AllowedOrigins {
  private final List<String> configured;
  private final boolean credentials;

  AllowedOrigins(
      @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean enabled,
      @ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> origins,
      @ConfigProperty(name = "quarkus.http.cors.access-control-allow-credentials")
          Optional<Boolean> credentials) {
    this.configured = enabled ? origins.orElse(List.of()) : List.of();
    this.credentials = credentials.orElse(false);
  }

  /** With cookies only origins by name: a pattern is soon one that lets too many in. */
  void check(@Observes StartupEvent start) {
    boolean patterns =
        configured.stream().anyMatch(origin -> origin.equals("*") || origin.startsWith("/"));
    if (patterns && credentials) {
      throw new IllegalStateException(
          "quarkus.http.cors.origins must name the origins one by one while"
              + " quarkus.http.cors.access-control-allow-credentials is on");
    }
  }

  /** Whether the operator named that origin. */
  public boolean isConfigured(String origin) {
    return configured.contains(origin);
  }

  /**
   * Whether that origin is the request's own host. The scheme is left out: behind a proxy that ends
   * TLS we do not know ours. A page cannot choose its {@code Origin}, nor a browser's {@code Host}.
   */
  public boolean isOwn(String origin, HttpServerRequest request) {
    int authority = origin.indexOf("://");
    return authority > 0
        && request.authority() != null
        && origin.substring(authority + 3).equalsIgnoreCase(request.authority().toString());
  }
}
