package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;

/**
 * Passwords that another system still holds: those of accounts that were imported without a
 * password hash. Each such system is a bean.
 */
public interface FormerPasswords {
  /**
   * Whether this system holds a password of the account and it is the given one.
   *
   * @param account an account without a password hash
   * @throws io.vestibule.web.ApiException {@link io.vestibule.web.ErrorCode#UNAVAILABLE} if the
   *     system does not answer
   */
  Uni<Boolean> verify(Account account, Password password);
}
