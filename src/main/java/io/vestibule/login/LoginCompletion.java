package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.Notice;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.factor.SecondFactors;
import io.vestibule.mail.MailTemplate;
import io.vestibule.session.CookieSession;
import io.vestibule.session.Device;
import io.vestibule.session.Principal;
import io.vestibule.session.SessionService;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.DeviceTokens;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end of every login. Each door (password, code of a mail, passkey, provider) checks its own
 * proof and calls {@link #complete}.
 */
@ApplicationScoped
public class LoginCompletion {
  /** How long after the sign-up a login from a new device is not reported. */
  private static final Duration NOT_REPORTED_AFTER_SIGN_UP = Duration.ofHours(1);

  private final VerificationRequirement verification;
  private final SecondFactors factors;
  private final MfaTokens mfaTokens;
  private final SessionService sessions;
  private final CookieSession cookieSession;
  private final DeviceTokens devices;
  private final AuditTrail trail;
  private final AccountNotices notices;
  private final InstantSource clock;

  LoginCompletion(
      VerificationRequirement verification,
      SecondFactors factors,
      MfaTokens mfaTokens,
      SessionService sessions,
      CookieSession cookieSession,
      DeviceTokens devices,
      AuditTrail trail,
      AccountNotices notices,
      InstantSource clock) {
    this.verification = verification;
    this.factors = factors;
    this.mfaTokens = mfaTokens;
    this.sessions = sessions;
    this.cookieSession = cookieSession;
    this.devices = devices;
    this.trail = trail;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * The door of the current request; to be called before anything asynchronous.
   *
   * @param name of the door, for example {@code password}; not empty, without spaces
   * @param device the User-Agent, or null
   */
  public LoginDoor door(String name, TokenTransport transport, String device) {
    // A login of a browser replaces its cookie, so it ends the session that the cookie names.
    Optional<CookieSession.PresentedCookies> replaced =
        transport == TokenTransport.COOKIE ? cookieSession.presented() : Optional.empty();
    return new LoginDoor(name, transport, device, devices.presented(), replaced);
  }

  /**
   * Opens the session, or asks for the second factor.
   *
   * @param owner the account, with the audio keys that the answer may contain
   * @param how the proof; its time is the time of the session. A passkey needs no second factor
   * @throws ApiException {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#EMAIL_NOT_VERIFIED}
   */
  public Uni<LoginOutcome> complete(
      AuthenticatedAccount owner, Authentication how, LoginDoor door) {
    Account account = owner.account();
    if (account.status() == Status.SUSPENDED) {
      recordRefusal(account);
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    return verification
        .requireVerified(owner)
        .chain(
            verified ->
                how.isStrong()
                    ? Uni.createFrom().item(List.<String>of())
                    : factors.due(account).map(SecondFactors::names))
        .chain(
            methods ->
                methods.isEmpty()
                    ? open(owner, how.time(), how, door).map(LoginOutcome.class::cast)
                    : Uni.createFrom()
                        .item(
                            new LoginOutcome.SecondFactorRequired(
                                mfaTokens.issue(account.userId(), how, door), methods)));
  }

  /**
   * Opens the session, whatever factors there are: for accounts that were created just now, and
   * after the second factor.
   *
   * @param createdAt time of the first proof
   */
  Uni<LoginOutcome.SessionOpened> open(
      AuthenticatedAccount owner, Instant createdAt, Authentication how, LoginDoor door) {
    return openUnrecorded(owner, createdAt, how, door).invoke(this::recordLogin);
  }

  /** The same without an event: a sign-up has its own. */
  Uni<LoginOutcome.SessionOpened> openUnrecorded(
      AuthenticatedAccount owner, Instant createdAt, Authentication how, LoginDoor door) {
    return cookieSession.end(door.replaced()).chain(() -> store(owner, createdAt, how, door));
  }

  /** The session and, in the same transaction, the notice of a new device. */
  private Uni<LoginOutcome.SessionOpened> store(
      AuthenticatedAccount owner, Instant createdAt, Authentication how, LoginDoor door) {
    Account account = owner.account();
    Notice notice = newDevice(account, door);
    return sessions
        .open(principal(account), door.transport(), door.device(), createdAt, how, notice.writes())
        .invoke(() -> notices.deliver(notice))
        .map(
            token ->
                new LoginOutcome.SessionOpened(
                    owner,
                    token,
                    door.transport(),
                    devices.issue(account.loginName(), door.presentedDevices())));
  }

  /** The claims of the account's tokens. */
  static Principal principal(Account account) {
    return new Principal(account.userId(), account.email(), account.plan(), account.role().wire());
  }

  private void recordLogin(LoginOutcome.SessionOpened opened) {
    trail.record(
        SecurityEvent.done(SecurityEventType.LOGIN, opened.owner().account().userId())
            .inSession(opened.token().sessionId()));
  }

  private void recordRefusal(Account account) {
    trail.record(SecurityEvent.of(SecurityEventType.LOGIN, Outcome.REFUSED, account.userId()));
  }

  /** None right after the sign-up, when every device is new. */
  private Notice newDevice(Account account, LoginDoor door) {
    boolean justCreated =
        account.createdAt().plus(NOT_REPORTED_AFTER_SIGN_UP).isAfter(clock.instant());
    return justCreated || devices.isKnown(account.loginName(), door.presentedDevices())
        ? Notice.NONE
        : notices.prepare(
            MailTemplate.NEW_DEVICE, account, Map.of("device", Device.nameForMail(door.device())));
  }
}
