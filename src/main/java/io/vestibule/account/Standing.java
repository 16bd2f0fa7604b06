package io.vestibule.account;

import java.time.Instant;

/**
 * What every request of a user without a session needs to know of the account.
 *
 * @param userId the account
 * @param role what it may do
 * @param status whether it may do anything
 * @param email null where no issuer told one
 * @param lastLoginAt null where nobody came in yet
 */
public record Standing(String userId, Role role, Status status, String email, Instant lastLoginAt) {
  static Standing of(Account account) {
    return new Standing(
        account.userId(), account.role(), account.status(), account.email(), account.lastLoginAt());
  }

  @Override
  public String toString() {
    return "Standing[" + userId + "]";
  }
}
