package io.vestibule.web;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Checks the ports and the deadlines of {@link ConnectionConfig} before the service starts. */
@ApplicationScoped
class ConnectionChecks {
  @Produces
  @Singleton
  StartupCheck connectionTimeouts(ConnectionConfig config) {
    return StartupCheck.that(
        () -> {
          requirePositive("vestibule.connections.head-timeout", config.headTimeout());
          requirePositive("vestibule.connections.body-timeout", config.bodyTimeout());
        });
  }

  /**
   * Two servers with the same port would share its connections: a client would reach the API or the
   * management interface by chance.
   */
  @Produces
  @Singleton
  StartupCheck ports(
      @ConfigProperty(name = "quarkus.http.port") int http,
      @ConfigProperty(name = "quarkus.management.port") int management) {
    return StartupCheck.that(
        () -> {
          // 0 is any free port.
          if (http != 0 && http == management) {
            throw new InvalidSettingException(
                "quarkus.management.port must differ from quarkus.http.port");
          }
        });
  }

  private static void requirePositive(String property, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new InvalidSettingException(property + " must be positive");
    }
  }
}
