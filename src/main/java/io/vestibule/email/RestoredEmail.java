package io.vestibule.email;

import io.vestibule.account.Account;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The address of an account after a change was undone. */
public record RestoredEmail(@Schema(examples = "ada@example.com") String email) {
  static RestoredEmail of(Account account) {
    return new RestoredEmail(account.email());
  }
}
