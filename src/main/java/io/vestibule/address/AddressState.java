package io.vestibule.address;

import io.vestibule.account.Account;
import io.vestibule.account.StoredAccount;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an account's item says about the proof of its address.
 *
 * @param mailboxOnly whether the address was proven by somebody who did not show that the account
 *     is theirs: by a link that was opened outside a session
 * @param identities keys of the login rows of the linked federated identities
 * @param reverts the links with which former addresses can undo a change
 */
record AddressState(
    StoredAccount stored, boolean mailboxOnly, Set<String> identities, List<RevertLink> reverts) {

  /**
   * Whether the account and the mailbox are known to belong to the same person. Until then,
   * somebody may have registered another person's address.
   */
  boolean isProven() {
    return account().emailVerified() && !mailboxOnly;
  }

  Account account() {
    return stored.account();
  }

  String userId() {
    return stored.account().userId();
  }

  Optional<String> email() {
    return Optional.ofNullable(account().email());
  }

  boolean hasPassword() {
    return stored.credential().passwordHash() != null;
  }

  @Override
  public String toString() {
    return "AddressState[redacted]";
  }
}
