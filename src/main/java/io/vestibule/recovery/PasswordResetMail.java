package io.vestibule.recovery;

import io.smallrye.mutiny.Uni;
import io.vestibule.address.AddressChallenges;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.mailrequest.MailRequest;
import io.vestibule.mailrequest.MailRequestHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Sends the link and the code for a password reset, if the address has an account. A suspended
 * account gets the mail, too; the reset is refused.
 */
@ApplicationScoped
class PasswordResetMail implements MailRequestHandler {
  private final AddressChallenges challenges;

  PasswordResetMail(AddressChallenges challenges) {
    this.challenges = challenges;
  }

  @Override
  public ChallengePurpose purpose() {
    return ChallengePurpose.RESET_PASSWORD;
  }

  /** The mail goes to the address in the account's record, whatever spelling was requested. */
  @Override
  public Uni<Void> deliver(String id, MailRequest request) {
    return challenges.deliver(
        id,
        request,
        account -> Optional.ofNullable(account.email()).or(() -> Optional.of(request.email())));
  }
}
