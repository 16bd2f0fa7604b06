package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a person for whom an account is to be opened without a password. All but login,
 * role and status may be null or empty.
 *
 * @param login how they come in
 * @param userId the id the account shall have (Cognito's subject); empty for a new UUID
 * @param email lower case
 * @param emailVerified whether the issuer says that the address reaches this person
 * @param address any JSON object
 * @param createdAt when they signed up with an earlier system; null for now
 * @param provenAt when they proved who they are; null where nobody is signing in
 */
public record ForeignPerson(
    ForeignLogin login,
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
    Instant provenAt) {
  /** Says nothing: names and addresses stay out of logs. */
  @Override
  public String toString() {
    return "ForeignPerson[redacted]";
  }
}
