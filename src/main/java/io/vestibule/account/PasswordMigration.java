package io.vestibule.account;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.credential.Credential;
import io.vestibule.crypto.Password;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Takes over passwords from the systems that accounts came from. Only an account that has never had
 * a password here is migrated: one whose password was reset must not get its former one back.
 */
@ApplicationScoped
class PasswordMigration {
  private final List<FormerPasswords> systems;
  private final CredentialUpgrade upgrade;

  PasswordMigration(@All List<FormerPasswords> systems, CredentialUpgrade upgrade) {
    this.systems = systems;
    this.upgrade = upgrade;
  }

  /**
   * The account with the password, if it has none yet and a former system confirms this one. Empty
   * otherwise.
   *
   * @throws io.vestibule.web.ApiException as {@link FormerPasswords#verify}
   */
  Uni<Optional<StoredAccount>> migrate(StoredAccount stored, Password password) {
    if (systems.isEmpty() || hadPassword(stored.credential())) {
      return Uni.createFrom().item(Optional.empty());
    }
    return Multi.createFrom()
        .iterable(systems)
        .onItem()
        .transformToUniAndConcatenate(system -> system.verify(stored.account(), password))
        .filter(confirmed -> confirmed)
        .toUni()
        .chain(
            confirmed ->
                confirmed == null
                    ? Uni.createFrom().item(Optional.empty())
                    : upgrade.addPassword(stored, password));
  }

  private static boolean hadPassword(Credential credential) {
    return credential.passwordHash() != null || credential.audioKeys() != null;
  }
}
