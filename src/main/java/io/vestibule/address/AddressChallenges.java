package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.EmailAddress;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.mail.Mails;
import io.vestibule.mailrequest.MailRequest;
import io.vestibule.throttle.MailThrottle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Challenges for whichever account an address belongs to. */
@ApplicationScoped
public class AddressChallenges {
  private final AccountService accounts;
  private final Challenges challenges;
  private final ChallengeMails challengeMails;
  private final Mails mails;
  private final MailThrottle throttle;

  AddressChallenges(
      AccountService accounts,
      Challenges challenges,
      ChallengeMails challengeMails,
      Mails mails,
      MailThrottle throttle) {
    this.accounts = accounts;
    this.challenges = challenges;
    this.challengeMails = challengeMails;
    this.mails = mails;
    this.throttle = throttle;
  }

  /**
   * Checks a code of the account with that address, as {@link Challenges#findByCode}. An address
   * without an account causes the same calls to the store.
   */
  public Uni<Optional<Challenge>> findByCode(
      ChallengePurpose purpose, EmailAddress email, String code) {
    return accounts
        .findUserId(email)
        .chain(found -> accounts.findStored(found.orElseGet(AddressChallenges::unknownUserId)))
        .chain(
            found ->
                challenges.findByCode(
                    purpose,
                    found
                        .map(stored -> stored.account().userId())
                        .orElseGet(AddressChallenges::unknownUserId),
                    found.map(stored -> stored.account().email()).orElse(email.value()),
                    code));
  }

  /**
   * Sends the mail of a request, with the challenge that its seed makes, if the address has an
   * account.
   *
   * @param id of the outbox message
   * @param recipient where the mail goes; empty for no mail
   */
  public Uni<Void> deliver(
      String id, MailRequest request, Function<Account, Optional<String>> recipient) {
    return accounts
        .findByEmail(EmailAddress.ofExisting(request.email()))
        .chain(
            account ->
                account
                    .flatMap(
                        owner -> recipient.apply(owner).map(to -> send(id, request, owner, to)))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> send(String id, MailRequest request, Account owner, String to) {
    return throttle.sendToAccount(
        owner.userId(),
        () -> {
          NewChallenge challenge =
              challenges.create(
                  request.purpose(), owner.userId(), to, request.seed(), request.requestedAt());
          return challenges
              .save(challenge)
              .chain(
                  () ->
                      mails.send(
                          id,
                          challengeMails.mail(
                              request.purpose(), challenge, to, request.language())));
        });
  }

  private static String unknownUserId() {
    return UUID.randomUUID().toString();
  }
}
