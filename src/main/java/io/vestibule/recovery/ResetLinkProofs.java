package io.vestibule.recovery;

import io.smallrye.mutiny.Uni;
import io.vestibule.address.AddressService;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The links with which a password can be chosen: for a forgotten one, and in an invitation. */
@ApplicationScoped
class ResetLinkProofs {
  private final Challenges challenges;
  private final AddressService addresses;

  ResetLinkProofs(Challenges challenges, AddressService addresses) {
    this.challenges = challenges;
    this.addresses = addresses;
  }

  /** Empty if the link is unknown, wrong, used or expired. */
  Uni<Optional<Challenge>> find(String id, String secret) {
    return challenges
        .findByLink(ChallengePurpose.RESET_PASSWORD, id, secret)
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : challenges
                        .findByLink(ChallengePurpose.INVITATION, id, secret)
                        .chain(this::ifUnused));
  }

  /**
   * An invitation is valid for a week, and other mails of that time may have opened the account: it
   * is void as soon as the account is in use.
   */
  private Uni<Optional<Challenge>> ifUnused(Optional<Challenge> invitation) {
    return invitation.isEmpty()
        ? Uni.createFrom().item(invitation)
        : addresses
            .isUnused(invitation.get().userId())
            .map(unused -> unused ? invitation : Optional.<Challenge>empty());
  }
}
