package io.vestibule.admin;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Gives the configured users the role {@code admin} when the service starts. Runs in the
 * background, so that the service starts even if the store is unavailable.
 */
@ApplicationScoped
public class ConfiguredAdmins {
  private static final Logger LOG = Logger.getLogger(ConfiguredAdmins.class);

  private final AccountService accounts;
  private final AdminConfig config;

  ConfiguredAdmins(AccountService accounts, AdminConfig config) {
    this.accounts = accounts;
    this.config = config;
  }

  void onStart(@Observes StartupEvent start) {
    promote(config.userIds().orElse(List.of()));
  }

  void promote(List<String> userIds) {
    Multi.createFrom()
        .iterable(userIds)
        .onItem()
        .transformToUniAndConcatenate(
            userId ->
                accounts
                    .setRole(userId, Role.ADMIN)
                    .invoke(done -> LOG.infof("User %s is an administrator", userId))
                    .onFailure()
                    .invoke(
                        failure ->
                            LOG.warnf(
                                "User %s of vestibule.admin.user-ids was not made an administrator: %s",
                                userId, failure.getMessage()))
                    .onFailure()
                    .recoverWithNull())
        .subscribe()
        .with(done -> {});
  }
}
