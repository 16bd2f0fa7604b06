package io.vestibule.login;

import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.session.IssuedToken;

/**
 * A successful login.
 *
 * @param owner the account
 * @param token the token of the new session
 * @param deviceToken the device tokens that the client should keep ({@link
 *     io.vestibule.throttle.DeviceTokens})
 */
record LoginResult(AuthenticatedAccount owner, IssuedToken token, String deviceToken) {
  @Override
  public String toString() {
    return "LoginResult[redacted]";
  }
}
