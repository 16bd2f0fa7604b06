package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.AuthenticationResult;
import io.vestibule.account.PasswordService;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.session.CurrentSession;
import io.vestibule.session.IssuedToken;
import io.vestibule.session.PresentedToken;
import io.vestibule.session.SessionService;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Registration, login, logout and password change. The routes for browsers and for apps differ in
 * their messages and in how the token is transported, not in who may log in.
 */
@ApplicationScoped
class LoginService {
  private final AccountService accounts;
  private final PasswordService passwords;
  private final SignUpService signUp;
  private final SessionService sessions;
  private final LoginThrottle throttle;
  private final LoginCompletion completion;
  private final AuditTrail trail;
  private final InstantSource clock;

  LoginService(
      AccountService accounts,
      PasswordService passwords,
      SignUpService signUp,
      SessionService sessions,
      LoginThrottle throttle,
      LoginCompletion completion,
      AuditTrail trail,
      InstantSource clock) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.signUp = signUp;
    this.sessions = sessions;
    this.throttle = throttle;
    this.completion = completion;
    this.trail = trail;
    this.clock = clock;
  }

  /** Creates an account and logs its owner in, unless the address must be verified first. */
  Uni<Optional<LoginOutcome.SessionOpened>> register(Credentials credentials, String device) {
    LoginDoor door = completion.door("register", TokenTransport.BEARER, device);
    return signUp
        .signUp(credentials, ErrorCode.USER_EXISTS)
        .chain(
            created ->
                created
                    .map(
                        owner ->
                            completion
                                .openUnrecorded(owner, provenAt(owner), byPassword(owner), door)
                                .map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /**
   * Logs the owner in; fails with {@code refusal} both for an unknown address and for a wrong
   * password.
   */
  Uni<LoginOutcome> logIn(
      Credentials credentials, TokenTransport transport, String device, ErrorCode refusal) {
    LoginDoor door = completion.door("password", transport, device);
    return throttle
        .guard(
            credentials.email().value(),
            AuthenticationResult::isPasswordCorrect,
            permission ->
                passwords.authenticate(credentials.email(), credentials.password(), permission))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.ofUnknownUser(SecurityEventType.LOGIN, Outcome.THROTTLED)))
        .map(outcome -> requireSuccess(outcome, refusal))
        .chain(owner -> completion.complete(owner, byPassword(owner), door));
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
                            caller.userId(),
                            wanted.current(),
                            wanted.newPassword(),
                            caller.sessionId(),
                            permission)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> recordPasswordChange(caller, Outcome.THROTTLED))
        .invoke(changed -> recordPasswordChange(caller, changed ? Outcome.DONE : Outcome.REFUSED))
        .chain(
            changed ->
                changed
                    ? endOthers(caller)
                    : Uni.createFrom().failure(ApiException.of(ErrorCode.INVALID_PASSWORD)));
  }

  /**
   * Ends the caller's session; does nothing where there is none, as with a token of another issuer.
   */
  Uni<Void> logOut(Optional<Caller> caller) {
    return caller
        .filter(known -> known.sessionId() != null)
        .map(this::end)
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** The caller and their session. */
  Uni<SessionAnswer> describe(Caller caller) {
    if (caller.external().isPresent()) {
      return accounts
          .find(caller.userId())
          .map(owner -> answer(owner, CurrentSession.ofExternalToken(caller.external().get())));
    }
    return Uni.combine()
        .all()
        .unis(accounts.find(caller.userId()), sessions.find(caller.sessionId()))
        .asTuple()
        .map(
            both ->
                answer(
                    both.getItem1(),
                    both.getItem2().orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID))));
  }

  private static SessionAnswer answer(AuthenticatedAccount owner, CurrentSession session) {
    Optional<AudioKeyset> keys = Optional.ofNullable(owner.audioKeys());
    return new SessionAnswer(
        owner.account(),
        session,
        owner.apiToken().reveal(),
        keys.isPresent(),
        keys.filter(AudioKeyset::hasRecoveryKey).isPresent(),
        keys.filter(AudioKeyset::isRecoveryComplete).isPresent(),
        keys.map(AudioKeyset::lockedIds).orElseGet(List::of));
  }

  /**
   * The successor of a session's token, with the current role and plan of its owner.
   *
   * @throws ApiException {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#TOKEN_INVALID}
   */
  Uni<IssuedToken> refresh(PresentedToken presented) {
    return accounts
        .find(presented.userId())
        .map(AuthenticatedAccount::account)
        .chain(
            account ->
                account.status() == Status.SUSPENDED
                    ? Uni.createFrom().failure(ApiException.of(ErrorCode.ACCOUNT_SUSPENDED))
                    : sessions.refresh(presented, LoginCompletion.principal(account)));
  }

  /** Retried when the store fails: the password has already been changed. */
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
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.LOGOUT, caller)));
  }

  private AuthenticatedAccount requireSuccess(AuthenticationResult outcome, ErrorCode refusal) {
    if (outcome instanceof AuthenticationResult.Success success) {
      return success.owner();
    }
    if (outcome instanceof AuthenticationResult.Suspended suspended) {
      recordRefusal(suspended.userId());
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    recordRefusal(((AuthenticationResult.Failure) outcome).userId().orElse(null));
    throw ApiException.of(refusal);
  }

  private void recordRefusal(String userId) {
    trail.record(SecurityEvent.of(SecurityEventType.LOGIN, Outcome.REFUSED, userId));
  }

  private void recordPasswordChange(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.PASSWORD_CHANGE, outcome, caller));
  }

  /** The time of the transaction that recorded the login, or of the sign-up. */
  private Instant provenAt(AuthenticatedAccount owner) {
    return Objects.requireNonNullElseGet(owner.account().lastLoginAt(), clock::instant);
  }

  private Authentication byPassword(AuthenticatedAccount owner) {
    return Authentication.at(provenAt(owner), Authentication.PASSWORD);
  }
}
