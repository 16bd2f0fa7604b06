package io.vestibule.spi;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Keeps a copy of an account's e-mail address current. Called after the transaction that changed
 * the address, at least once.
 */
public interface AddressObserver {
  /**
   * @param email the address of the account from now on; empty if it has lost it
   */
  Uni<Void> addressChanged(String userId, Optional<String> email);
}
