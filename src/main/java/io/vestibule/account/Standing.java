package io.vestibule.account;

import java.util.Optional;

/**
 * What others decide about an account; what is empty stays as it is.
 *
 * @param role what its owner may do
 * @param status whether it may be used
 * @param plan the name of a configured plan
 */
public record Standing(Optional<Role> role, Optional<Status> status, Optional<String> plan) {
  public static Standing role(Role role) {
    return new Standing(Optional.of(role), Optional.empty(), Optional.empty());
  }

  public static Standing status(Status status) {
    return new Standing(Optional.empty(), Optional.of(status), Optional.empty());
  }

  public static Standing plan(String plan) {
    return new Standing(Optional.empty(), Optional.empty(), Optional.of(plan));
  }
}
