package io.vestibule.federation;

import io.vestibule.account.ForeignPerson;
import io.vestibule.web.ForeignIdentity;

/**
 * A user of a Cognito pool, read from an event or a listing.
 *
 * @param account what their account begins with
 * @param identity what their profile begins with
 */
public record CognitoUser(ForeignPerson account, ForeignIdentity identity) {
  @Override
  public String toString() {
    return "CognitoUser[redacted]";
  }
}
