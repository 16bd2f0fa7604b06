package io.vestibule.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * A user of an external issuer, as input for provisioning: the account has no password. All but
 * identity, role and status may be null or empty.
 *
 * @param identity issuer and subject
 * @param userId the id of the account to create (Cognito's subject); empty for a new UUID
 * @param email lower case
 * @param emailVerified whether the issuer states that it verified the address
 * @param address any JSON object
 * @param createdAt when the user signed up with an earlier system; null for now
 * @param authenticatedAt when the user authenticated; null for imports and hooks, where no sign-in
 *     happens
 */
public record ExternalUser(
    FederatedIdentity identity,
    Optional<String> userId,
    String username,
    String email,
    boolean emailVerified,
    String name,
    String picture,
    String phoneNumber,
    JsonNode address,
    Role role,
    Status status,
    Instant createdAt,
    Instant authenticatedAt) {
  /** Redacted: names and addresses stay out of logs. */
  @Override
  public String toString() {
    return "ExternalUser[redacted]";
  }
}
