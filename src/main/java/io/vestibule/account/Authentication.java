package io.vestibule.account;

import java.util.Optional;

/** What became of an e-mail address and a password. */
public sealed interface Authentication {

  /** Whether the password was right, whatever follows from it. */
  boolean isRight();

  /** They open this account. */
  record Right(SignedIn owner) implements Authentication {
    @Override
    public boolean isRight() {
      return true;
    }
  }

  /** They would, but the account is suspended. */
  record Suspended(String userId) implements Authentication {
    @Override
    public boolean isRight() {
      return true;
    }
  }

  /**
   * They do not.
   *
   * @param userId the account of that address; empty where there is none. Never part of an answer
   */
  record Wrong(Optional<String> userId) implements Authentication {
    @Override
    public boolean isRight() {
      return false;
    }
  }
}
