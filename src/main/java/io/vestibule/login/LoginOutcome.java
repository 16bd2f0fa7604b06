package io.vestibule.login;

import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.session.IssuedToken;
import io.vestibule.session.TokenTransport;
import io.vestibule.web.ApiException;
import java.util.List;

/** What became of a login whose first proof was right. */
public sealed interface LoginOutcome {

  /**
   * The session.
   *
   * @throws ApiException {@link io.vestibule.web.ErrorCode#MFA_REQUIRED}
   */
  SessionOpened orThrow();

  /**
   * The login is complete.
   *
   * @param owner the account, with the audio keys that the answer may contain
   * @param token the token of the new session
   * @param transport how it is transported
   * @param deviceToken the device tokens that the client should keep ({@link
   *     io.vestibule.throttle.DeviceTokens})
   */
  record SessionOpened(
      AuthenticatedAccount owner, IssuedToken token, TokenTransport transport, String deviceToken)
      implements LoginOutcome {
    @Override
    public SessionOpened orThrow() {
      return this;
    }

    @Override
    public String toString() {
      return "SessionOpened[redacted]";
    }
  }

  /**
   * The account needs a second factor. No session was opened.
   *
   * @param token continues the login
   * @param methods how the factor can be proven
   */
  record SecondFactorRequired(String token, List<String> methods) implements LoginOutcome {
    @Override
    public SessionOpened orThrow() {
      throw ApiException.mfaRequired(token, methods);
    }

    @Override
    public String toString() {
      return "SecondFactorRequired[redacted]";
    }
  }
}
