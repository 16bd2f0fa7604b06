package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.PasswordService;
import io.vestibule.account.StoredAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.crypto.Password;
import io.vestibule.factor.FactorKind;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.factor.SecondFactors;
import io.vestibule.mail.Mails;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.session.PresentedToken;
import io.vestibule.session.ReauthenticatedSession;
import io.vestibule.session.SessionService;
import io.vestibule.throttle.ChallengeThrottle;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A further proof of the user's identity in a session (RFC 9470). */
@ApplicationScoped
class ReauthenticationService {
  private static final String PASSWORD = "password";
  private static final String EMAIL_CODE = "email_code";

  private final AccountService accounts;
  private final PasswordService passwords;
  private final SecondFactors factors;
  private final Challenges challenges;
  private final ChallengeMails challengeMails;
  private final Mails mails;
  private final SessionService sessions;
  private final FreshAuthentication fresh;
  private final LoginThrottle throttle;
  private final ChallengeThrottle challengeThrottle;
  private final MailThrottle mailThrottle;
  private final AuditTrail trail;

  ReauthenticationService(
      AccountService accounts,
      PasswordService passwords,
      SecondFactors factors,
      Challenges challenges,
      ChallengeMails challengeMails,
      Mails mails,
      SessionService sessions,
      FreshAuthentication fresh,
      LoginThrottle throttle,
      ChallengeThrottle challengeThrottle,
      MailThrottle mailThrottle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.factors = factors;
    this.challenges = challenges;
    this.challengeMails = challengeMails;
    this.mails = mails;
    this.sessions = sessions;
    this.fresh = fresh;
    this.throttle = throttle;
    this.challengeThrottle = challengeThrottle;
    this.mailThrottle = mailThrottle;
    this.trail = trail;
  }

  /** What proves the caller's identity. Empty for a token of an external issuer. */
  Uni<FactorOptionsAnswer> options(Caller caller) {
    if (caller.sessionId() == null) {
      return Uni.createFrom().item(FactorOptionsAnswer.of(List.of(), Optional.empty()));
    }
    String userId = caller.userId();
    return Uni.combine()
        .all()
        .unis(accounts.existing(userId), factors.available(userId))
        .asTuple()
        .chain(
            both -> {
              List<FactorKind> kinds = both.getItem2();
              List<String> methods = new ArrayList<>();
              if (hasPassword(both.getItem1())) {
                methods.add(PASSWORD);
              }
              methods.addAll(SecondFactors.names(kinds));
              if (mayUseMail(both.getItem1(), kinds)) {
                methods.add(EMAIL_CODE);
              }
              return factors
                  .options(userId, kinds)
                  .map(options -> FactorOptionsAnswer.of(methods, options));
            });
  }

  /**
   * Sends a code to the address of the account.
   *
   * @throws ApiException {@link ErrorCode#MAIL_NOT_CONFIGURED}, {@link ErrorCode#FORBIDDEN} if the
   *     account has another proof or no verified address, {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<Void> sendCode(Caller caller) {
    requireSession(caller);
    mails.requireConfigured();
    String userId = caller.userId();
    return requireMailOnly(userId)
        .call(account -> mailThrottle.admit(account.email(), Optional.of(userId)))
        .chain(
            account ->
                challengeMails.send(ChallengePurpose.REAUTHENTICATE, userId, account.email()));
  }

  /**
   * Checks the proof; the session gets its next token.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#MFA_CODE_INVALID},
   *     {@link ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#TOO_MANY_ATTEMPTS}; for a token of an
   *     external issuer {@link ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  Uni<ReauthenticatedSession> reauthenticate(
      Caller caller, Supplier<PresentedToken> token, ReauthenticationRequest request) {
    requireSession(caller);
    PresentedToken presented = token.get();
    return accounts
        .existing(caller.userId())
        .chain(
            stored ->
                prove(caller, stored, request)
                    .chain(
                        methods ->
                            sessions.reauthenticate(
                                presented, LoginCompletion.principal(stored.account()), methods)))
        .invoke(done -> record(caller, Outcome.DONE));
  }

  private Uni<List<String>> prove(
      Caller caller, StoredAccount stored, ReauthenticationRequest request) {
    if (request instanceof ReauthenticationRequest.ByPassword given) {
      return checkPassword(caller, stored, given.password())
          .replaceWith(List.of(Authentication.PASSWORD));
    }
    if (request instanceof ReauthenticationRequest.ByFactor given) {
      return factors
          .verify(stored.account(), given.proof(), SecurityEventType.REAUTHENTICATION)
          .replaceWith(given.proof().kind().authMethods());
    }
    return checkCode(caller, ((ReauthenticationRequest.ByEmailCode) request).code())
        .replaceWith(List.of(Authentication.EMAIL));
  }

  private Uni<Void> checkPassword(Caller caller, StoredAccount stored, Password password) {
    return throttle
        .guard(
            stored.account().loginName(),
            correct -> correct,
            permission -> permission.chain(() -> passwords.verify(Optional.of(stored), password)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .invoke(correct -> requireCorrect(caller, correct, ErrorCode.INVALID_PASSWORD))
        .replaceWithVoid();
  }

  private Uni<Void> checkCode(Caller caller, String code) {
    return requireMailOnly(caller.userId())
        .chain(
            account ->
                challengeThrottle.guard(
                    () ->
                        challenges.findByCode(
                            ChallengePurpose.REAUTHENTICATE,
                            caller.userId(),
                            account.email(),
                            code)))
        .chain(found -> found.map(challenges::use).orElseGet(() -> Uni.createFrom().item(false)))
        .invoke(correct -> requireCorrect(caller, correct, ErrorCode.CHALLENGE_INVALID))
        .replaceWithVoid();
  }

  /** The mailbox counts only if the account has nothing else: its loss must not open the rest. */
  private Uni<Account> requireMailOnly(String userId) {
    return Uni.combine()
        .all()
        .unis(accounts.existing(userId), factors.available(userId))
        .with(
            (stored, kinds) -> {
              if (!mayUseMail(stored, kinds)) {
                throw ApiException.of(ErrorCode.FORBIDDEN);
              }
              return stored.account();
            });
  }

  private boolean mayUseMail(StoredAccount stored, List<FactorKind> kinds) {
    return mails.isConfigured()
        && stored.account().emailVerified()
        && !hasPassword(stored)
        && kinds.isEmpty();
  }

  private static boolean hasPassword(StoredAccount stored) {
    return stored.credential().passwordHash() != null;
  }

  /** A token of an external issuer gets a later {@code auth_time} only there. */
  private void requireSession(Caller caller) {
    if (caller.sessionId() == null) {
      throw fresh.required();
    }
  }

  private void requireCorrect(Caller caller, boolean correct, ErrorCode refusal) {
    if (!correct) {
      record(caller, Outcome.REFUSED);
      throw ApiException.of(refusal);
    }
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.REAUTHENTICATION, outcome, caller));
  }
}
