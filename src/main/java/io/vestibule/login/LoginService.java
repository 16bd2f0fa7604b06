package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.SignedIn;
import io.vestibule.session.Carrier;
import io.vestibule.session.CurrentSession;
import io.vestibule.session.Principal;
import io.vestibule.session.SessionService;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What happens behind both front doors. The doors differ in their words and in how the token
 * travels, never in whom they let in.
 */
@ApplicationScoped
class LoginService {
  private final AccountService accounts;
  private final SessionService sessions;

  LoginService(AccountService accounts, SessionService sessions) {
    this.accounts = accounts;
    this.sessions = sessions;
  }

  /** Opens an account; fails with {@code taken} where the address has one. */
  Uni<SignedIn> signUp(Credentials credentials, ErrorCode taken) {
    return accounts
        .signUp(credentials.email(), credentials.password())
        .map(created -> created.orElseThrow(() -> ApiException.of(taken)));
  }

  /** Opens an account and signs its owner in. */
  Uni<OpenedSession> register(Credentials credentials, String device) {
    return signUp(credentials, ErrorCode.USER_EXISTS)
        .chain(owner -> open(owner, Carrier.BEARER, device));
  }

  /**
   * Signs the owner in; fails with {@code refusal} for an unknown address and for a wrong password
   * alike.
   */
  Uni<OpenedSession> logIn(
      Credentials credentials, Carrier carrier, String device, ErrorCode refusal) {
    return accounts
        .authenticate(credentials.email(), credentials.password())
        .map(owner -> owner.orElseThrow(() -> ApiException.of(refusal)))
        .chain(owner -> open(owner, carrier, device));
  }

  /** Ends the caller's session; nothing where there is none. */
  Uni<Void> logOut(java.util.Optional<Caller> caller) {
    return caller
        .map(Caller::sessionId)
        .map(sessions::end)
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** Who the caller is and in which session. */
  Uni<SessionView> describe(Caller caller) {
    if (caller.foreign().isPresent()) {
      return accounts.find(caller.userId()).map(owner -> describe(owner, caller.foreign().get()));
    }
    return Uni.combine()
        .all()
        .unis(accounts.find(caller.userId()), sessions.find(caller.sessionId()))
        .asTuple()
        .map(
            both ->
                new SessionView(
                    both.getItem1().account(),
                    both.getItem2().orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID)),
                    both.getItem1().apiToken().reveal()));
  }

  /** Another issuer's token has no session here: it lasts as long as that issuer said. */
  private static SessionView describe(SignedIn owner, ForeignIdentity person) {
    return new SessionView(
        owner.account(),
        new CurrentSession(null, person.issuedAt(), person.expiresAt(), null),
        owner.apiToken().reveal());
  }

  private Uni<OpenedSession> open(SignedIn owner, Carrier carrier, String device) {
    Account account = owner.account();
    Principal principal =
        new Principal(account.userId(), account.email(), account.plan(), account.role().wire());
    return sessions.open(principal, carrier, device).map(token -> new OpenedSession(owner, token));
  }
}
