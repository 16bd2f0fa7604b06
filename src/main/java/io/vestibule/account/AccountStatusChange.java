package io.vestibule.account;

import java.util.Optional;

/**
 * A change that an administrator or operator makes to an account. Empty members are not changed.
 *
 * @param role the new role
 * @param status the new status
 * @param plan the name of a configured plan
 */
public record AccountStatusChange(
    Optional<Role> role, Optional<Status> status, Optional<String> plan) {
  public static AccountStatusChange role(Role role) {
    return new AccountStatusChange(Optional.of(role), Optional.empty(), Optional.empty());
  }

  public static AccountStatusChange status(Status status) {
    return new AccountStatusChange(Optional.empty(), Optional.of(status), Optional.empty());
  }

  public static AccountStatusChange plan(String plan) {
    return new AccountStatusChange(Optional.empty(), Optional.empty(), Optional.of(plan));
  }
}
