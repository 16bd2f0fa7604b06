package io.vestibule.oidc;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.login.LoginCompletion;
import io.vestibule.login.LoginDoor;
import io.vestibule.login.LoginOutcome;
import io.vestibule.login.LoginResponses;
import io.vestibule.oidc.AppCodes.SignedInUser;
import io.vestibule.oidc.SignInState.StartedIn;
import io.vestibule.session.SessionService;
import io.vestibule.session.TokenTransport;
import io.vestibule.web.Authentication;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Opens the session of a user who has signed in at a provider. */
@ApplicationScoped
class SignInCompletion {
  private static final String BROWSER = "provider";
  private static final String APP = "provider-app";

  private final AccountService accounts;
  private final LoginCompletion completion;
  private final LoginResponses responses;
  private final SessionService sessions;
  private final AuditTrail trail;

  SignInCompletion(
      AccountService accounts,
      LoginCompletion completion,
      LoginResponses responses,
      SessionService sessions,
      AuditTrail trail) {
    this.accounts = accounts;
    this.completion = completion;
    this.responses = responses;
    this.sessions = sessions;
    this.trail = trail;
  }

  /**
   * The cookie session of a browser, or the page that asks for the second factor.
   *
   * @param device the header {@code User-Agent}; null if there was none
   */
  Uni<BrowserRedirect> inBrowser(String userId, Instant at, SignInState state, String device) {
    // The callback comes from another site, without the cookies that the start has seen.
    LoginDoor door =
        new LoginDoor(BROWSER, TokenTransport.COOKIE, device, state.devices(), Optional.empty());
    return complete(userId, at, door)
        .chain(
            outcome -> {
              if (outcome instanceof LoginOutcome.SessionOpened opened) {
                return end(state.session())
                    .replaceWith(
                        () ->
                            new BrowserRedirect(
                                state.target().address(), responses.cookies(opened)));
              }
              LoginOutcome.SecondFactorRequired required =
                  (LoginOutcome.SecondFactorRequired) outcome;
              return Uni.createFrom()
                  .item(
                      new BrowserRedirect(
                          state.target().withSecondFactor(required.token(), required.methods()),
                          List.of()));
            });
  }

  /** The bearer session of an app, or the demand for a second factor. */
  Uni<LoginOutcome> inApp(SignedInUser user, String device) {
    return complete(user.userId(), user.at(), completion.door(APP, TokenTransport.BEARER, device));
  }

  private Uni<LoginOutcome> complete(String userId, Instant at, LoginDoor door) {
    return accounts
        .find(userId)
        .map(SignInCompletion::withoutAudioKey)
        .chain(
            owner ->
                completion.complete(owner, Authentication.at(at, Authentication.FEDERATED), door));
  }

  /** No password unwraps it. */
  private static AuthenticatedAccount withoutAudioKey(AuthenticatedAccount owner) {
    return new AuthenticatedAccount(owner.account(), owner.apiToken(), owner.keySalt(), null);
  }

  /** The session that the new cookie replaces. */
  private Uni<Void> end(StartedIn replaced) {
    return replaced.isPresent()
        ? sessions
            .end(replaced.sessionId())
            .invoke(
                () ->
                    trail.record(
                        SecurityEvent.done(SecurityEventType.SESSION_END, replaced.userId())
                            .inSession(replaced.sessionId())))
        : Uni.createFrom().voidItem();
  }
}
