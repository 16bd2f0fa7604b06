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
 * @param migrating whether the password of another system opens the account
 */
record AddressState(
    StoredAccount stored,
    boolean mailboxOnly,
    Set<String> identities,
    List<RevertLink> reverts,
    boolean migrating) {

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

  /** Whether somebody has signed in, or can without a proof of the address. */
  boolean isInUse() {
    return hasPassword()
        || migrating
        || isProven()
        || !identities.isEmpty()
        || account().lastLoginAt() != null;
  }

  @Override
  public String toString() {
    return "AddressState[redacted]";
  }
}
