package io.vestibule.email;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.EmailAddress;
import io.vestibule.address.AddressChallenges;
import io.vestibule.address.AddressProof;
import io.vestibule.address.AddressService;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.email.ChallengeAnswer.Code;
import io.vestibule.email.ChallengeAnswer.Link;
import io.vestibule.mail.Mails;
import io.vestibule.throttle.ChallengeThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/** Proofs of an account's address: verification, change and its undoing. */
@ApplicationScoped
class EmailService {
  private final AccountService accounts;
  private final AddressService addresses;
  private final Challenges challenges;
  private final AddressChallenges addressChallenges;
  private final ChallengeMails challengeMails;
  private final Mails mails;
  private final MailThrottle mailThrottle;
  private final ChallengeThrottle challengeThrottle;

  EmailService(
      AccountService accounts,
      AddressService addresses,
      Challenges challenges,
      AddressChallenges addressChallenges,
      ChallengeMails challengeMails,
      Mails mails,
      MailThrottle mailThrottle,
      ChallengeThrottle challengeThrottle) {
    this.accounts = accounts;
    this.addresses = addresses;
    this.challenges = challenges;
    this.addressChallenges = addressChallenges;
    this.challengeMails = challengeMails;
    this.mails = mails;
    this.mailThrottle = mailThrottle;
    this.challengeThrottle = challengeThrottle;
  }

  /**
   * Sends the mail that verifies the caller's address.
   *
   * @throws ApiException {@link ErrorCode#EMAIL_ALREADY_VERIFIED}, {@link ErrorCode#NO_EMAIL},
   *     {@link ErrorCode#TOO_MANY_ATTEMPTS}, {@link ErrorCode#MAIL_NOT_CONFIGURED}
   */
  Uni<Void> requestVerification(Caller caller) {
    mails.requireConfigured();
    return accounts
        .find(caller.userId())
        .map(AuthenticatedAccount::account)
        .invoke(this::requireVerifiable)
        .call(account -> mailThrottle.admit(account.email(), Optional.of(account.userId())))
        .chain(
            account ->
                challengeMails.send(
                    ChallengePurpose.VERIFY_EMAIL, account.userId(), account.email()));
  }

  /**
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#TOO_MANY_ATTEMPTS},
   *     {@link ErrorCode#USER_EXISTS}
   */
  Uni<Account> verify(ChallengeAnswer answer, Optional<Caller> caller) {
    return require(
            () ->
                answer instanceof Link link
                    ? challenges.findByLink(ChallengePurpose.VERIFY_EMAIL, link.id(), link.secret())
                    : findByCode((Code) answer, caller))
        .chain(
            challenge -> addresses.verify(challenge, AddressProof.of(caller, challenge.userId())));
  }

  /**
   * @throws ApiException as {@link #verify}; {@link ErrorCode#TOKEN_MISSING} for a code without a
   *     session
   */
  Uni<Account> confirmChange(ChallengeAnswer answer, Optional<Caller> caller) {
    if (answer instanceof Code && caller.isEmpty()) {
      throw ApiException.of(ErrorCode.TOKEN_MISSING);
    }
    return require(
            () ->
                answer instanceof Link link
                    ? challenges.findByLink(ChallengePurpose.CHANGE_EMAIL, link.id(), link.secret())
                    : challenges.findByCode(
                        ChallengePurpose.CHANGE_EMAIL,
                        caller.orElseThrow().userId(),
                        ((Code) answer).code()))
        .chain(
            challenge -> addresses.change(challenge, AddressProof.of(caller, challenge.userId())));
  }

  /** Fails as {@link #verify}. */
  Uni<Account> revert(Link link) {
    return require(
            () -> challenges.findByLink(ChallengePurpose.REVERT_EMAIL, link.id(), link.secret()))
        .chain(addresses::revert);
  }

  private Uni<Challenge> require(Supplier<Uni<Optional<Challenge>>> check) {
    return challengeThrottle
        .guard(check)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CHALLENGE_INVALID)));
  }

  /**
   * The address of a federated account may be the login name of another one; so the caller's own
   * account comes first.
   */
  private Uni<Optional<Challenge>> findByCode(Code answer, Optional<Caller> caller) {
    EmailAddress email = answer.email().orElseThrow();
    return caller
        .map(known -> accounts.findStored(known.userId()))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(
            own ->
                own.map(stored -> stored.account())
                    .filter(account -> email.value().equals(account.email())))
        .chain(
            own ->
                own.map(
                        account ->
                            challenges.findByCode(
                                ChallengePurpose.VERIFY_EMAIL,
                                account.userId(),
                                account.email(),
                                answer.code()))
                    .orElseGet(
                        () ->
                            addressChallenges.findByCode(
                                ChallengePurpose.VERIFY_EMAIL, email, answer.code())));
  }

  private void requireVerifiable(Account account) {
    if (account.email() == null) {
      throw ApiException.of(ErrorCode.NO_EMAIL);
    }
    if (account.emailVerified()) {
      throw ApiException.of(ErrorCode.EMAIL_ALREADY_VERIFIED);
    }
    if (!mails.canReach(account.email())) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
  }
}
