package io.vestibule.identity;

import java.util.List;

/**
 * The sign-in methods of an account.
 *
 * @param passwordEmail the e-mail address of the password login; null if there is no password
 * @param federated the linked federated identities
 */
record SignInMethods(String passwordEmail, List<FederatedIdentity> federated) {
  @Override
  public String toString() {
    return "SignInMethods[redacted]";
  }
}
