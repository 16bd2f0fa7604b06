package io.vestibule.identity;

import io.vestibule.address.AddressClaims.Claim;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * How a provisioned account gets its address as its own.
 *
 * @param reservesAddress false if the address becomes data only
 * @param takeOver the claim of an address that another account has not verified; empty to reserve a
 *     free one
 */
record EmailClaim(boolean reservesAddress, Optional<Claim> takeOver) {
  /** Reserves the address if the issuer has verified it. */
  static EmailClaim of(ExternalUser user) {
    return user.emailVerified() ? free() : none();
  }

  static EmailClaim free() {
    return new EmailClaim(true, Optional.empty());
  }

  static EmailClaim none() {
    return new EmailClaim(false, Optional.empty());
  }

  /** The writes of the claim; those of a free address are up to the store. */
  List<TransactWriteItem> writes() {
    return takeOver.map(Claim::writes).orElse(List.of());
  }

  @Override
  public String toString() {
    return "EmailClaim[redacted]";
  }
}
