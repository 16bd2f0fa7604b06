package io.vestibule.account;

/** Whether a sign-up must prove its address. */
public enum VerificationMode {
  /** No mail is sent at sign-up. */
  OFF,
  /** A mail is sent; the account can be used at once. */
  OPTIONAL,
  /**
   * The account can be used after the address is verified. Sign-up does not tell whether an address
   * has an account.
   */
  REQUIRED
}
