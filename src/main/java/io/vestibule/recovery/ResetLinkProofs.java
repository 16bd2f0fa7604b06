package io.vestibule.recovery;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.StoredAccount;
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
  private final AccountService accounts;
  private final AddressService addresses;

  ResetLinkProofs(Challenges challenges, AccountService accounts, AddressService addresses) {
    this.challenges = challenges;
    this.accounts = accounts;
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
   * is void as soon as the account has a password or its owner has proven the address.
   */
  private Uni<Optional<Challenge>> ifUnused(Optional<Challenge> invitation) {
    if (invitation.isEmpty()) {
      return Uni.createFrom().item(invitation);
    }
    String userId = invitation.get().userId();
    return accounts
        .findStored(userId)
        .chain(
            stored ->
                stored.filter(ResetLinkProofs::hasNoPassword).isEmpty()
                    ? Uni.createFrom().item(Optional.<Challenge>empty())
                    : addresses
                        .isProven(userId)
                        .map(proven -> proven ? Optional.<Challenge>empty() : invitation));
  }

  private static boolean hasNoPassword(StoredAccount stored) {
    return stored.credential().passwordHash() == null;
  }
}
