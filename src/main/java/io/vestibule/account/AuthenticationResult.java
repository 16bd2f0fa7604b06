package io.vestibule.account;

import java.util.Optional;

/** The outcome of an authentication with an e-mail address and a password. */
public sealed interface AuthenticationResult {

  /** Whether the password was correct, even if the account is suspended. */
  boolean isPasswordCorrect();

  /** The account is authenticated. */
  record Success(AuthenticatedAccount owner) implements AuthenticationResult {
    @Override
    public boolean isPasswordCorrect() {
      return true;
    }
  }

  /** The password is correct, but the account is suspended. */
  record Suspended(String userId) implements AuthenticationResult {
    @Override
    public boolean isPasswordCorrect() {
      return true;
    }
  }

  /**
   * Address or password is wrong.
   *
   * @param userId the account with this address; empty if there is none. Never part of a response
   */
  record Failure(Optional<String> userId) implements AuthenticationResult {
    @Override
    public boolean isPasswordCorrect() {
      return false;
    }
  }
}
