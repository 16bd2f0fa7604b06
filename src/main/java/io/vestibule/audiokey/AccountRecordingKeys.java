package io.vestibule.audiokey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.audio.RecordingKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The key ids in the account's record. An account without a key gets the first one at a login. */
@ApplicationScoped
class AccountRecordingKeys implements RecordingKeys {
  private final AccountService accounts;

  AccountRecordingKeys(AccountService accounts) {
    this.accounts = accounts;
  }

  @Override
  public Uni<List<String>> keyIds(String userId) {
    return accounts
        .findStored(userId)
        .map(
            found ->
                found
                    .flatMap(stored -> Optional.ofNullable(stored.credential().audioKeys()))
                    .map(keyset -> keyset.keyIds())
                    .orElse(List.of(FIRST_KEY)));
  }
}
