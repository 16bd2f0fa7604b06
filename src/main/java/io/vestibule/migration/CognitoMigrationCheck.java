package io.vestibule.migration;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** Startup check of the settings of the migration. */
@ApplicationScoped
class CognitoMigrationCheck {
  private static final Pattern POOL = Pattern.compile("[a-z0-9-]+_[A-Za-z0-9]+");

  @Produces
  @Singleton
  StartupCheck cognitoMigration(CognitoMigrationConfig config) {
    return StartupCheck.that(
        () ->
            config
                .pool()
                .ifPresent(
                    pool -> {
                      if (!POOL.matcher(pool).matches()) {
                        throw new InvalidSettingException(
                            "vestibule.migration.cognito.pool is not the id of a pool, such as"
                                + " eu-west-1_Ab12Cd34E");
                      }
                      if (config.clientId().isEmpty()) {
                        throw new InvalidSettingException(
                            "vestibule.migration.cognito.client-id is not set");
                      }
                    }));
  }
}
