package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountPasswords;
import io.vestibule.account.AccountService;
import io.vestibule.account.Authentication;
import io.vestibule.account.SignedIn;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.session.Carrier;
import io.vestibule.session.CurrentSession;
import io.vestibule.session.IssuedToken;
import io.vestibule.session.PresentedToken;
import io.vestibule.session.Principal;
import io.vestibule.session.SessionService;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens behind both front doors. The doors differ in their words and in how the token
 * travels, never in whom they let in.
 */
@ApplicationScoped
class LoginService {
  private final AccountService accounts;
  private final AccountPasswords passwords;
  private final SessionService sessions;
  private final LoginThrottle throttle;
  private final AuditTrail trail;

  LoginService(
      AccountService accounts,
      AccountPasswords passwords,
      SessionService sessions,
      LoginThrottle throttle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.throttle = throttle;
    this.trail = trail;
  }

  /** Opens an account; fails with {@code taken} where the address has one. */
  Uni<SignedIn> signUp(Credentials credentials, ErrorCode taken) {
    return throttle
        .admitSignUp()
        .chain(() -> accounts.signUp(credentials.email(), credentials.password()))
        .map(created -> created.orElseThrow(() -> ApiException.of(taken)))
        .invoke(
            owner ->
                trail.record(SecurityEvent.done(SecurityAct.SIGN_UP, owner.account().userId())));
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
    return throttle
        .guard(
            credentials.email().value(),
            Authentication::isRight,
            permission ->
                passwords.authenticate(credentials.email(), credentials.password(), permission))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> trail.record(SecurityEvent.ofNobody(SecurityAct.LOGIN, Outcome.THROTTLED)))
        .map(outcome -> owner(outcome, refusal))
        .chain(owner -> open(owner, carrier, device))
        .invoke(
            opened ->
                trail.record(
                    SecurityEvent.done(SecurityAct.LOGIN, opened.owner().account().userId())
                        .inSession(opened.token().sessionId())));
  }

  /**
   * Changes the caller's password and ends their other sessions.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD} where the current one is wrong
   */
  Uni<Void> changePassword(Caller caller, PasswordChange wanted) {
    return accounts
        .find(caller.userId())
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    changed -> changed,
                    permission ->
                        passwords.changePassword(
                            caller.userId(), wanted.current(), wanted.fresh(), permission)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> recordPasswordChange(caller, Outcome.THROTTLED))
        .invoke(changed -> recordPasswordChange(caller, changed ? Outcome.DONE : Outcome.REFUSED))
        .chain(
            changed ->
                changed
                    ? endOthers(caller)
                    : Uni.createFrom().failure(ApiException.of(ErrorCode.INVALID_PASSWORD)));
  }

  /** Ends the caller's session; nothing where there is none, as with another issuer's token. */
  Uni<Void> logOut(Optional<Caller> caller) {
    return caller
        .filter(known -> known.sessionId() != null)
        .map(this::end)
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** Who the caller is and in which session. */
  Uni<SessionView> describe(Caller caller) {
    if (caller.foreign().isPresent()) {
      return accounts.find(caller.userId()).map(owner -> view(owner, of(caller.foreign().get())));
    }
    return Uni.combine()
        .all()
        .unis(accounts.find(caller.userId()), sessions.find(caller.sessionId()))
        .asTuple()
        .map(
            both ->
                view(
                    both.getItem1(),
                    both.getItem2().orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID))));
  }

  /** Another issuer's token has no session here: it lasts as long as that issuer said. */
  private static CurrentSession of(ForeignIdentity person) {
    return new CurrentSession(null, person.issuedAt(), person.expiresAt(), null);
  }

  private static SessionView view(SignedIn owner, CurrentSession session) {
    return new SessionView(
        owner.account(), session, owner.apiToken().reveal(), owner.keySalt(), owner.audioKey());
  }

  /**
   * The successor of a session's token, with the owner's role and plan as they are now.
   *
   * @throws ApiException {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#TOKEN_INVALID}
   */
  Uni<IssuedToken> refresh(PresentedToken presented) {
    return accounts
        .find(presented.userId())
        .map(SignedIn::account)
        .chain(
            account ->
                account.status() == Status.SUSPENDED
                    ? Uni.createFrom().failure(ApiException.of(ErrorCode.ACCOUNT_SUSPENDED))
                    : sessions.refresh(presented, principal(account)));
  }

  private Uni<OpenedSession> open(SignedIn owner, Carrier carrier, String device) {
    return sessions
        .open(principal(owner.account()), carrier, device, owner.account().lastLoginAt())
        .map(token -> new OpenedSession(owner, token));
  }

  /** Tried again where the store stumbles: the password is changed already. */
  private Uni<Void> endOthers(Caller caller) {
    return sessions
        .endOthers(caller.userId(), caller.sessionId())
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
        .atMost(3);
  }

  private Uni<Void> end(Caller caller) {
    return sessions
        .end(caller.sessionId())
        .invoke(() -> trail.record(SecurityEvent.done(SecurityAct.LOGOUT, caller)));
  }

  private SignedIn owner(Authentication outcome, ErrorCode refusal) {
    if (outcome instanceof Authentication.Right right) {
      return right.owner();
    }
    if (outcome instanceof Authentication.Suspended suspended) {
      refuse(suspended.userId());
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    refuse(((Authentication.Wrong) outcome).userId().orElse(null));
    throw ApiException.of(refusal);
  }

  private void refuse(String userId) {
    trail.record(SecurityEvent.of(SecurityAct.LOGIN, Outcome.REFUSED, userId));
  }

  private void recordPasswordChange(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityAct.PASSWORD_CHANGE, outcome, caller));
  }

  private static Principal principal(Account account) {
    return new Principal(account.userId(), account.email(), account.plan(), account.role().wire());
  }
}
