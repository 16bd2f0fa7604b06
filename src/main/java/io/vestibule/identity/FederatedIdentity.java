package io.vestibule.identity;

/**
 * A user at an external issuer, identified by issuer and subject (OpenID Connect Core section 5.7).
 * The key of its row in the logins table is {@code oidc:<issuer>#<subject>}.
 *
 * @param issuer {@code iss}, in the configured spelling
 * @param subject {@code sub}, at most 255 characters
 */
public record FederatedIdentity(String issuer, String subject) {
  private static final String PREFIX = "oidc:";

  String key() {
    return PREFIX + issuer + "#" + subject;
  }

  /** The inverse of {@link #key}. An issuer is a URL without a fragment, so the first # ends it. */
  static FederatedIdentity ofKey(String key) {
    int end = key.indexOf('#');
    return new FederatedIdentity(key.substring(PREFIX.length(), end), key.substring(end + 1));
  }

  /** Redacted: a subject may be a person's name. */
  @Override
  public String toString() {
    return "FederatedIdentity[redacted]";
  }
}
