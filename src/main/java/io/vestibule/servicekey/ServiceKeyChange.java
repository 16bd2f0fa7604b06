package io.vestibule.servicekey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change of a service key. Empty members are not changed.
 *
 * @param expiresAt an empty inner value removes the expiry
 */
public record ServiceKeyChange(
    Optional<String> name,
    Optional<List<String>> scopes,
    Optional<List<String>> ipAllow,
    Optional<Optional<Instant>> expiresAt,
    Optional<Boolean> enabled) {
  /** The key can no longer be used. */
  static final ServiceKeyChange DISABLED =
      new ServiceKeyChange(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(false));

  /** Whether it takes access away and gives none. */
  public boolean onlyDisables() {
    return enabled.filter(on -> !on).isPresent()
        && name.isEmpty()
        && scopes.isEmpty()
        && ipAllow.isEmpty()
        && expiresAt.isEmpty();
  }
}
