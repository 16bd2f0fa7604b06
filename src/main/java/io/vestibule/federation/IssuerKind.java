package io.vestibule.federation;

/** How an issuer departs from plain OpenID Connect. */
public enum IssuerKind {
  /** Plain OpenID Connect: {@code aud} names us. Keycloak, Auth0, Entra ID and most others. */
  OIDC,
  /**
   * An Amazon Cognito user pool: {@code token_use} is {@code id} with {@code aud}, or {@code
   * access} with {@code client_id}; the subject becomes the user's id here; {@code custom:role}.
   */
  COGNITO,
  /** Google: {@code iss} with and without {@code https://}. */
  GOOGLE,
  /** Apple: {@code email_verified} may be a string; no name. */
  APPLE
}
