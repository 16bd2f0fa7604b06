package io.vestibule.account;

import java.util.Optional;

/**
 * An account that an administrator creates for somebody.
 *
 * @param plan the name of a configured plan
 */
public record NewAccount(EmailAddress email, Optional<String> name, Role role, String plan) {
  @Override
  public String toString() {
    return "NewAccount[redacted]";
  }
}
