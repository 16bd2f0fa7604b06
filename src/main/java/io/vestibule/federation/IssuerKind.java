package io.vestibule.federation;

/** Differences of well-known issuers from plain OpenID Connect. */
public enum IssuerKind {
  /** Plain OpenID Connect. Keycloak, Auth0, Entra ID and most others. */
  OIDC,
  /**
   * An Amazon Cognito user pool: {@code token_use} is {@code id} with {@code aud}, or {@code
   * access} with {@code client_id}; the subject becomes the user id; {@code custom:role}.
   */
  COGNITO,
  /** Google: {@code iss} with and without {@code https://}; ID tokens only. */
  GOOGLE,
  /** Apple: {@code email_verified} may be a string; no name; ID tokens only. */
  APPLE
}
