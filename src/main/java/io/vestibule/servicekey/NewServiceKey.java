package io.vestibule.servicekey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The wanted properties of a service key.
 *
 * @param scopes at least one
 * @param ipAllow addresses and CIDR blocks; empty for any
 */
public record NewServiceKey(
    String name, List<String> scopes, List<String> ipAllow, Optional<Instant> expiresAt) {
  public NewServiceKey {
    scopes = List.copyOf(scopes);
    ipAllow = List.copyOf(ipAllow);
  }

  /** A key that does not expire and works from anywhere. */
  public static NewServiceKey of(String name, String... scopes) {
    return new NewServiceKey(name, List.of(scopes), List.of(), Optional.empty());
  }
}
