package io.vestibule.web;

import java.time.Instant;

/**
 * Who a caller is by the word of another issuer whose token was verified. Everything but issuer,
 * subject and times may be null: an access token says little.
 *
 * @param issuer {@code iss} in the one spelling that is stored
 * @param subject {@code sub}; with the issuer it names the person, the e-mail does not
 * @param issuedAt {@code auth_time}, else {@code iat}: how fresh the proof is
 * @param expiresAt {@code exp}
 * @param email lower case, where it has the form of an address
 * @param emailVerified whether the issuer says that the address reaches this person
 * @param username the name at the issuer
 * @param givenName {@code given_name}
 * @param familyName {@code family_name}
 * @param name {@code name}, else given and family name
 * @param picture an http or https address
 * @param phoneNumber {@code phone_number}
 * @param role {@code customer}, {@code vendor} or {@code admin}, where the issuer may say so
 * @param ownsUserId whether the subject becomes the user's id here (Cognito)
 */
public record ForeignIdentity(
    String issuer,
    String subject,
    Instant issuedAt,
    Instant expiresAt,
    String email,
    boolean emailVerified,
    String username,
    String givenName,
    String familyName,
    String name,
    String picture,
    String phoneNumber,
    String role,
    boolean ownsUserId) {
  /** Says nothing: names and addresses stay out of logs. */
  @Override
  public String toString() {
    return "ForeignIdentity[redacted]";
  }
}
