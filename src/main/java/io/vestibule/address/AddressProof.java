package io.vestibule.address;

import io.vestibule.web.Caller;
import java.util.Optional;

/**
 * How the owner of a mailbox has proven it.
 *
 * @param inAccount whether the proof was given in a session of the account, or with a token of one
 *     of its federated identities. Then account and mailbox belong to the same person. Without it,
 *     somebody else may have registered the address
 */
public record AddressProof(boolean inAccount) {
  /** A link or code of the account {@code userId} that {@code caller} has sent. */
  public static AddressProof of(Optional<Caller> caller, String userId) {
    return new AddressProof(caller.filter(known -> known.userId().equals(userId)).isPresent());
  }
}
