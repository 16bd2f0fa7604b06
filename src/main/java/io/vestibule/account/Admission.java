package io.vestibule.account;

import java.time.Instant;

/**
 * What every request of a user without a session needs to know of the account.
 *
 * @param userId the account
 * @param role what it may do
 * @param status whether it may do anything
 * @param lastLoginAt null where nobody came in yet
 */
public record Admission(String userId, Role role, Status status, Instant lastLoginAt) {
  static Admission of(Account account) {
    return new Admission(account.userId(), account.role(), account.status(), account.lastLoginAt());
  }
}
