package io.vestibule.identity;

import io.vestibule.account.Account;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import java.time.Instant;

/**
 * The part of an account that every request with an external token needs.
 *
 * @param userId the account's id
 * @param role the account's role
 * @param status active or suspended
 * @param lastLoginAt null before the first sign-in
 */
public record ProvisionedAccount(String userId, Role role, Status status, Instant lastLoginAt) {
  static ProvisionedAccount of(Account account) {
    return new ProvisionedAccount(
        account.userId(), account.role(), account.status(), account.lastLoginAt());
  }
}
