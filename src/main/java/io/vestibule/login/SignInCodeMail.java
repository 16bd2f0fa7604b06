package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.address.AddressChallenges;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.mailrequest.MailRequest;
import io.vestibule.mailrequest.MailRequestHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Sends the requested sign-in code, if the address has an account. */
@ApplicationScoped
class SignInCodeMail implements MailRequestHandler {
  private final AddressChallenges challenges;

  SignInCodeMail(AddressChallenges challenges) {
    this.challenges = challenges;
  }

  @Override
  public ChallengePurpose purpose() {
    return ChallengePurpose.SIGN_IN;
  }

  @Override
  public Uni<Void> deliver(String id, MailRequest request) {
    return challenges.deliver(id, request, account -> Optional.ofNullable(account.email()));
  }
}
