package io.vestibule.account;

import io.vestibule.event.Event;
import io.vestibule.event.EventType;
import java.util.ArrayList;
import java.util.List;
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

  /** {@code user.updated}, with what has changed. */
  public Event event(String userId) {
    List<String> changed = new ArrayList<>();
    role.ifPresent(any -> changed.add("role"));
    status.ifPresent(any -> changed.add("status"));
    plan.ifPresent(any -> changed.add("plan"));
    return Event.of(EventType.USER_UPDATED, userId)
        .with("changed", changed)
        .with("role", role.map(Role::wire).orElse(null))
        .with("status", status.map(Status::wire).orElse(null))
        .with("plan", plan.orElse(null));
  }
}
