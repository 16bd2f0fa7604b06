package io.vestibule.email;

import io.vestibule.account.Account;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The address of an account after it was proven. */
public record VerifiedEmail(
    @Schema(examples = "ada@example.com") String email, boolean emailVerified) {
  static VerifiedEmail of(Account account) {
    return new VerifiedEmail(account.email(), account.emailVerified());
  }
}
