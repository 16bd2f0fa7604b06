package io.vestibule.web;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The origins of front ends: the service's own origin, and the origins in {@code
 * quarkus.http.cors.origins} if {@code quarkus.http.cors.enabled} is true.
 */
@ApplicationScoped
public class AllowedOrigins {
  private static final Pattern LOCALHOST = Pattern.compile("http://localhost(:[0-9]{1,5})?");

  private final boolean enabled;
  private final List<String> configured;
  private final List<Pattern> patterns;
  private final boolean credentials;
  private final boolean localhost;

  @Inject
  AllowedOrigins(
      @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean enabled,
      @ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> origins,
      @ConfigProperty(name = "quarkus.http.cors.access-control-allow-credentials")
          Optional<Boolean> credentials) {
    this(enabled, origins, credentials, LaunchMode.current() == LaunchMode.DEVELOPMENT);
  }

  AllowedOrigins(
      boolean enabled,
      Optional<List<String>> origins,
      Optional<Boolean> credentials,
      boolean localhost) {
    this.enabled = enabled;
    this.configured = enabled ? origins.orElse(List.of()) : List.of();
    this.patterns = CORSFilter.parseAllowedOriginsRegex(Optional.of(configured));
    this.credentials = credentials.orElse(false);
    this.localhost = localhost;
  }

  /** Credentials require exact origins. A pattern can match more origins than intended. */
  void check(@Observes StartupEvent start) {
    boolean patterns =
        configured.stream().anyMatch(origin -> origin.equals("*") || origin.startsWith("/"));
    if (patterns && credentials && !localhost) {
      throw new IllegalStateException(
          "quarkus.http.cors.origins must list exact origins if"
              + " quarkus.http.cors.access-control-allow-credentials is true");
    }
  }

  /**
   * Whether the CORS filter of Quarkus lets requests of this origin through: patterns count, and so
   * does the origin of the service itself if the scheme is the same, too.
   */
  boolean passCors(String origin, HttpServerRequest request) {
    return !enabled
        || configured.contains(origin)
        || configured.equals(List.of("*"))
        || CORSFilter.isOriginAllowedByRegex(patterns, origin)
        || (request.authority() != null
            && withoutDefaultPort(origin)
                .equals(withoutDefaultPort(request.scheme() + "://" + request.authority())));
  }

  private static String withoutDefaultPort(String origin) {
    boolean redundant =
        (origin.startsWith("https://") && origin.endsWith(":443"))
            || (origin.startsWith("http://") && origin.endsWith(":80"));
    return redundant ? origin.substring(0, origin.lastIndexOf(':')) : origin;
  }

  /** The configured origins that are no patterns. */
  public List<String> exact() {
    return configured.stream()
        .filter(origin -> !origin.equals("*") && !origin.startsWith("/"))
        .toList();
  }

  /** Whether answers have CORS headers, which depend on the origin of the request. */
  boolean isCorsEnabled() {
    return !configured.isEmpty();
  }

  /**
   * Whether the operator configured this origin. In dev mode every port of localhost counts as
   * configured.
   */
  public boolean isConfigured(String origin) {
    return configured.contains(origin)
        || (localhost && !configured.isEmpty() && LOCALHOST.matcher(origin).matches());
  }

  /** Whether that origin may also send requests with cookies. */
  public boolean isAllowedWithCredentials(String origin) {
    return credentials && isConfigured(origin);
  }

  /**
   * Whether the origin's host and port are those of the request. The scheme is not compared: behind
   * a proxy that terminates TLS the service does not know its own scheme. A page cannot choose the
   * {@code Origin} or {@code Host} that a browser sends.
   */
  public boolean isOwn(String origin, HttpServerRequest request) {
    int authority = origin.indexOf("://");
    return authority > 0
        && request.authority() != null
        && origin.substring(authority + 3).equalsIgnoreCase(request.authority().toString());
  }
}
