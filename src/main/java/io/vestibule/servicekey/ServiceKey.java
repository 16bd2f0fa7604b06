package io.vestibule.servicekey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A service key without its secret.
 *
 * @param id 16 hex digits, part of the secret
 * @param scopes what it may be used for, sorted
 * @param ipAllow the addresses and CIDR blocks from which it may be used; empty for any
 * @param createdBy the actor that created it
 * @param lastUsedAt to the minute
 * @param oldSecretUntil until when the secret from before the last rotation is valid as well
 */
public record ServiceKey(
    String id,
    String name,
    List<String> scopes,
    List<String> ipAllow,
    boolean enabled,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> oldSecretUntil) {
  public ServiceKey {
    scopes = List.copyOf(scopes);
    ipAllow = List.copyOf(ipAllow);
  }

  boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }
}
