package io.vestibule.federation;

import io.vestibule.identity.ExternalUser;
import io.vestibule.web.ExternalTokenClaims;

/**
 * A user of a Cognito pool, read from an event or a listing.
 *
 * @param user input for the account
 * @param claims input for the profile
 */
public record CognitoUser(ExternalUser user, ExternalTokenClaims claims) {
  @Override
  public String toString() {
    return "CognitoUser[redacted]";
  }
}
