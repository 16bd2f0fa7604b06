package io.vestibule.crypto;

/**
 * A password hash of another system, which this service only verifies.
 *
 * @see ForeignHashes
 */
interface ForeignHash {
  /** Whether the password matches. Compares in constant time. */
  boolean verify(Password password);

  /** What {@link #verify} needs. */
  HashNeeds needs();
}
