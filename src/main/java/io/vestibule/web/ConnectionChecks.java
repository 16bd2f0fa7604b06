package io.vestibule.web;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Checks the deadlines of {@link ConnectionConfig} before the service starts. */
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

  private static void requirePositive(String property, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new InvalidSettingException(property + " must be positive");
    }
  }
}
