package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.credential.AudioKey;
import io.vestibule.login.LoginCompletion;
import io.vestibule.login.LoginDoor;
import io.vestibule.login.LoginOutcome;
import io.vestibule.passkey.CeremonyStates.Ceremony;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.ChallengeThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sign-in with a passkey alone: it is something the user has, and it has verified the user. */
@ApplicationScoped
class PasskeyLoginService {
  /** The door's name; see {@link LoginCompletion#door}. */
  private static final String DOOR = "passkey";

  private static final Map<String, TokenTransport> TRANSPORTS =
      Map.of("cookie", TokenTransport.COOKIE, "bearer", TokenTransport.BEARER);

  private final CeremonyStates states;
  private final CeremonyOptions options;
  private final PasskeyAuthentication authentication;
  private final AccountService accounts;
  private final LoginCompletion completion;
  private final ChallengeThrottle throttle;
  private final AuditTrail trail;
  private final InstantSource clock;

  PasskeyLoginService(
      CeremonyStates states,
      CeremonyOptions options,
      PasskeyAuthentication authentication,
      AccountService accounts,
      LoginCompletion completion,
      ChallengeThrottle throttle,
      AuditTrail trail,
      InstantSource clock) {
    this.states = states;
    this.options = options;
    this.authentication = authentication;
    this.accounts = accounts;
    this.completion = completion;
    this.throttle = throttle;
    this.trail = trail;
    this.clock = clock;
  }

  /** Starts a sign-in of a user who is not known yet. Nothing is written. */
  PasskeyOptions start() {
    Ceremony ceremony = states.start();
    return new PasskeyOptions(
        states.seal(ceremony, CeremonyPurpose.LOGIN, ""), options.request(ceremony.challenge()));
  }

  /**
   * Logs the owner of the passkey in.
   *
   * @throws ApiException {@link ErrorCode#PASSKEY_INVALID} for whatever is wrong with state or
   *     credential, {@link ErrorCode#TOO_MANY_ATTEMPTS}, {@link ErrorCode#ACCOUNT_SUSPENDED},
   *     {@link ErrorCode#EMAIL_NOT_VERIFIED}
   */
  Uni<LoginOutcome> logIn(JsonNode body, String device) {
    String state = JsonBody.of(body).requiredText("state", CeremonyStates.MAX_LENGTH);
    LoginDoor door = completion.door(DOOR, transport(body), device);
    AssertionResponse response = AssertionResponse.from(body);
    return throttle
        .guard(() -> authentication.logIn(state, response))
        .map(found -> found.orElseThrow(PasskeyLoginService::refuse))
        .onFailure(PasskeyLoginService::isRefusal)
        .invoke(
            () ->
                trail.record(SecurityEvent.ofUnknownUser(SecurityEventType.LOGIN, Outcome.REFUSED)))
        .chain(passkey -> complete(passkey, door));
  }

  private Uni<LoginOutcome> complete(Passkey passkey, LoginDoor door) {
    return accounts
        .find(passkey.userId())
        .chain(
            owner ->
                completion.complete(
                    owner.withWraps(wraps(owner, passkey)),
                    Authentication.at(
                        clock.instant(), Authentication.HARDWARE_KEY, Authentication.USER_VERIFIED),
                    door));
  }

  /** The wraps of keys that the account still has. */
  private static List<AudioKey.Wrap> wraps(AuthenticatedAccount owner, Passkey passkey) {
    return owner.audioKeys() == null
        ? List.of()
        : owner.audioKeys().keyIds().stream()
            .map(passkey.wraps()::get)
            .flatMap(wrap -> Optional.ofNullable(wrap).stream())
            .map(
                wrap ->
                    AudioKey.Wrap.passkey(
                        passkey.id(), wrap.keyId(), wrap.wrapped(), wrap.aad(), wrap.prfSalt()))
            .toList();
  }

  private static TokenTransport transport(JsonNode body) {
    String wanted = JsonBody.of(body).text("session", 16).orElse("cookie");
    return Optional.ofNullable(TRANSPORTS.get(wanted))
        .orElseThrow(
            () ->
                ApiException.at(ErrorCode.INVALID_REQUEST, "session", "must be cookie or bearer"));
  }

  private static ApiException refuse() {
    return ApiException.of(ErrorCode.PASSKEY_INVALID);
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.PASSKEY_INVALID;
  }
}
