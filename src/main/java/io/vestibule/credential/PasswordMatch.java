package io.vestibule.credential;

/** How a password matches a stored hash. */
public enum PasswordMatch {
  NONE,
  /** In Unicode normalisation form C, in which this service hashes. */
  NORMALIZED,
  /** Only without normalisation: the hash was imported and must be replaced. */
  AS_TYPED
}
