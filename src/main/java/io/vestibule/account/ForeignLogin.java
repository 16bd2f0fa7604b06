package io.vestibule.account;

/**
 * A way into an account by the word of another issuer. Its row in the logins table is {@code
 * oidc:<issuer>#<subject>}.
 *
 * @param issuer {@code iss}, in the one spelling that is stored
 * @param subject {@code sub}, at most 255 characters
 */
public record ForeignLogin(String issuer, String subject) {
  private static final String PREFIX = "oidc:";

  String key() {
    return PREFIX + issuer + "#" + subject;
  }

  /**
   * The inverse of {@link #key}: an issuer is an address without a fragment, so the first # ends
   * it.
   */
  static ForeignLogin ofKey(String key) {
    int end = key.indexOf('#');
    return new ForeignLogin(key.substring(PREFIX.length(), end), key.substring(end + 1));
  }

  /** Says nothing: a subject may be somebody's name. */
  @Override
  public String toString() {
    return "ForeignLogin[redacted]";
  }
}
