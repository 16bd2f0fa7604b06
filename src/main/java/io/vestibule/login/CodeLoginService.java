package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.EmailAddress;
import io.vestibule.address.AddressChallenges;
import io.vestibule.address.AddressService;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.mail.Mails;
import io.vestibule.mailrequest.MailRequests;
import io.vestibule.session.TokenTransport;
import io.vestibule.throttle.ChallengeThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/** Sign-in of browsers with a code that was sent by mail. */
@ApplicationScoped
class CodeLoginService {
  private final SignInCodeConfig config;
  private final AccountService accounts;
  private final AddressService addresses;
  private final AddressChallenges challenges;
  private final ChallengeThrottle throttle;
  private final MailThrottle mailThrottle;
  private final MailRequests requests;
  private final Mails mails;
  private final LoginCompletion completion;
  private final InstantSource clock;

  CodeLoginService(
      SignInCodeConfig config,
      AccountService accounts,
      AddressService addresses,
      AddressChallenges challenges,
      ChallengeThrottle throttle,
      MailThrottle mailThrottle,
      MailRequests requests,
      Mails mails,
      LoginCompletion completion,
      InstantSource clock) {
    this.config = config;
    this.accounts = accounts;
    this.addresses = addresses;
    this.challenges = challenges;
    this.throttle = throttle;
    this.mailThrottle = mailThrottle;
    this.requests = requests;
    this.mails = mails;
    this.completion = completion;
    this.clock = clock;
  }

  /**
   * Takes a request for a code. Does the same for an address without an account.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if sign-in with a code is off, {@link
   *     ErrorCode#MAIL_NOT_CONFIGURED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<Void> request(JsonNode body) {
    requireEnabled();
    mails.requireConfigured();
    String email = EmailAddress.ofExisting(CodeCredentials.email(body)).value();
    String language = mails.language();
    return mailThrottle
        .admit(email, Optional.empty())
        .chain(() -> requests.request(ChallengePurpose.SIGN_IN, email, language));
  }

  /**
   * Logs the owner in. The answer has no audio key, because no password unwraps it.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if sign-in with a code is off, {@link
   *     ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<LoginOutcome> logIn(JsonNode body, String device) {
    requireEnabled();
    CodeCredentials credentials = CodeCredentials.from(body);
    LoginDoor door = completion.door("code", TokenTransport.COOKIE, device);
    return throttle
        .guard(
            () ->
                challenges.findByCode(
                    ChallengePurpose.SIGN_IN, credentials.email(), credentials.code()))
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CHALLENGE_INVALID)))
        .chain(addresses::signIn)
        .chain(account -> accounts.find(account.userId()))
        .map(CodeLoginService::withoutAudioKey)
        // Now, and not the time of the transaction, which may have ended all sessions until then.
        .chain(
            owner ->
                completion.complete(
                    owner, Authentication.at(clock.instant(), Authentication.EMAIL), door));
  }

  private void requireEnabled() {
    if (!config.enabled()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
  }

  private static AuthenticatedAccount withoutAudioKey(AuthenticatedAccount owner) {
    return new AuthenticatedAccount(owner.account(), owner.apiToken(), owner.keySalt(), null);
  }
}
