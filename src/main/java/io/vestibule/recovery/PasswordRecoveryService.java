package io.vestibule.recovery;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.Status;
import io.vestibule.account.StoredAccount;
import io.vestibule.address.AddressChallenges;
import io.vestibule.address.PasswordReset;
import io.vestibule.audio.AudioService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.credential.Credential;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.mailrequest.MailRequests;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.recovery.PasswordResetAnswer.Recordings;
import io.vestibule.recovery.ResetRequest.Proof;
import io.vestibule.throttle.ChallengeThrottle;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests for a password reset, and the reset itself. */
@ApplicationScoped
class PasswordRecoveryService {
  private final AccountService accounts;
  private final PasswordReset passwords;
  private final ResetSecondFactor secondFactor;
  private final AudioService audio;
  private final ResetLinkProofs links;
  private final AddressChallenges addressChallenges;
  private final MailRequests requests;
  private final Mails mails;
  private final AccountNotices notices;
  private final MailThrottle mailThrottle;
  private final ChallengeThrottle challengeThrottle;
  private final LoginThrottle loginThrottle;
  private final AuditTrail trail;

  PasswordRecoveryService(
      AccountService accounts,
      PasswordReset passwords,
      ResetSecondFactor secondFactor,
      AudioService audio,
      ResetLinkProofs links,
      AddressChallenges addressChallenges,
      MailRequests requests,
      Mails mails,
      AccountNotices notices,
      MailThrottle mailThrottle,
      ChallengeThrottle challengeThrottle,
      LoginThrottle loginThrottle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.secondFactor = secondFactor;
    this.audio = audio;
    this.links = links;
    this.addressChallenges = addressChallenges;
    this.requests = requests;
    this.mails = mails;
    this.notices = notices;
    this.mailThrottle = mailThrottle;
    this.challengeThrottle = challengeThrottle;
    this.loginThrottle = loginThrottle;
    this.trail = trail;
  }

  /**
   * Takes a request for a mail. Does the same for an address without an account.
   *
   * @throws ApiException {@link ErrorCode#MAIL_NOT_CONFIGURED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<Void> request(EmailAddress email) {
    mails.requireConfigured();
    return mailThrottle
        .admit(email.value(), Optional.empty())
        .chain(
            () ->
                requests.request(ChallengePurpose.RESET_PASSWORD, email.value(), mails.language()));
  }

  /**
   * Replaces the password. Password, audio keys, sessions and challenges change in one transaction.
   *
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}, {@link
   *     ErrorCode#RECOVERY_KEY_INVALID}, {@link ErrorCode#MFA_REQUIRED}, {@link
   *     ErrorCode#MFA_CODE_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link
   *     ErrorCode#TOO_MANY_AUDIO_KEYS}, {@link ErrorCode#CONFLICT}, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}, or if the password violates the policy
   */
  Uni<PasswordResetAnswer> reset(ResetRequest request) {
    // Before the code is tried: a password that is too short must not use up an attempt.
    passwords.checkLength(request.newPassword());
    return find(request.proof())
        .map(
            found ->
                found.orElseThrow(
                    () -> {
                      recordRefusal(null);
                      return ApiException.of(ErrorCode.CHALLENGE_INVALID);
                    }))
        .chain(challenge -> reset(challenge, request));
  }

  private Uni<PasswordResetAnswer> reset(Challenge challenge, ResetRequest request) {
    String userId = challenge.userId();
    return accounts
        .findStored(userId)
        .map(found -> requireUsable(found, challenge))
        .call(stored -> secondFactor.requireProof(stored.account(), request.secondFactor()))
        .chain(
            stored ->
                passwords
                    .prepare(
                        stored,
                        request.newPassword(),
                        request.recoveryKey(),
                        () -> audio.usedKeyIds(userId))
                    // Last: nothing that the user can mend must use up a code.
                    .call(() -> secondFactor.verify(stored.account(), request.secondFactor()))
                    .chain(updated -> store(challenge, request, stored, updated)));
  }

  /**
   * The second factors with which a reset can be done; none if it needs none.
   *
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED},
   *     {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<FactorOptionsAnswer> options(Proof proof) {
    return find(proof)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CHALLENGE_INVALID)))
        .chain(
            challenge ->
                accounts
                    .findStored(challenge.userId())
                    .map(found -> requireUsable(found, challenge)))
        .chain(stored -> secondFactor.options(stored.account()));
  }

  private Uni<PasswordResetAnswer> store(
      Challenge challenge, ResetRequest request, StoredAccount stored, Credential updated) {
    List<OutboxEntry> mails =
        Stream.of(MailTemplate.PASSWORD_CHANGED, MailTemplate.RECOVERY_KEY_USED)
            .filter(
                template ->
                    template != MailTemplate.RECOVERY_KEY_USED || request.recoveryKey().isPresent())
            .map(template -> notices.prepareForProven(template, stored.account(), Map.of()))
            .flatMap(notice -> notice.entry().stream())
            .toList();
    return recordings(challenge.userId(), updated)
        .call(() -> passwords.store(challenge, stored, updated, mails))
        .call(() -> loginThrottle.forgive(challenge.email()).onFailure().recoverWithNull())
        .map(recordings -> new PasswordResetAnswer(challenge.email(), recordings));
  }

  private Uni<Recordings> recordings(String userId, Credential updated) {
    return audio
        .hasRecordings(userId)
        .map(
            exist ->
                !exist
                    ? Recordings.NONE
                    : updated.audioKeys().lockedIds().isEmpty()
                        ? Recordings.UNLOCKED
                        : Recordings.LOCKED);
  }

  private StoredAccount requireUsable(Optional<StoredAccount> found, Challenge challenge) {
    StoredAccount stored =
        found
            .filter(account -> challenge.email().equals(account.account().email()))
            .orElseThrow(() -> ApiException.of(ErrorCode.CHALLENGE_INVALID));
    if (stored.account().status() == Status.SUSPENDED) {
      recordRefusal(challenge.userId());
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    return stored;
  }

  private Uni<Optional<Challenge>> find(Proof proof) {
    return challengeThrottle.guard(
        () ->
            proof instanceof Proof.Link link
                ? links.find(link.id(), link.secret())
                : findByCode((Proof.Code) proof));
  }

  private Uni<Optional<Challenge>> findByCode(Proof.Code proof) {
    return addressChallenges.findByCode(
        ChallengePurpose.RESET_PASSWORD, proof.email(), proof.code());
  }

  private void recordRefusal(String userId) {
    trail.record(SecurityEvent.of(SecurityEventType.PASSWORD_RESET, Outcome.REFUSED, userId));
  }
}
