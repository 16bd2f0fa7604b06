package io.vestibule.web;

import java.time.Instant;
import java.util.List;

/**
 * The claims of a verified token of an external issuer. All members except issuer, subject and
 * times may be null, because an access token has few claims.
 *
 * @param issuer {@code iss} in its canonical spelling, as it is stored
 * @param subject {@code sub}; issuer and subject together identify the user, the email address does
 *     not
 * @param issuedAt {@code auth_time}, otherwise {@code iat}: the time of authentication
 * @param authTime {@code auth_time}; null if the token does not state when the user authenticated
 * @param authMethods {@code amr}; empty if the token does not state it
 * @param expiresAt {@code exp}
 * @param email {@code email} in lower case; null if it is not an address
 * @param emailVerified {@code email_verified}: whether the issuer has verified the address
 * @param username the user name at the issuer
 * @param givenName {@code given_name}
 * @param familyName {@code family_name}
 * @param name {@code name}, otherwise given and family name
 * @param picture an http or https address
 * @param phoneNumber {@code phone_number}
 * @param role {@code customer}, {@code vendor} or {@code admin}; null if the issuer is not trusted
 *     to set it
 * @param ownsUserId whether the subject is used as the user's id (Cognito)
 */
public record ExternalTokenClaims(
    String issuer,
    String subject,
    Instant issuedAt,
    Instant authTime,
    List<String> authMethods,
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
  /** Without {@code auth_time} it is never recent. */
  public Authentication authentication() {
    return new Authentication(authTime, authMethods);
  }

  /** Redacted, because names and addresses must not appear in logs. */
  @Override
  public String toString() {
    return "ExternalTokenClaims[redacted]";
  }
}
