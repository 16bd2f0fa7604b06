package io.vestibule.address;

/** The result of a transaction that changes which account has an address. */
enum AddressWriteResult {
  DONE,
  /** The challenge was used or replaced meanwhile. */
  CHALLENGE_USED,
  /** An account or a login row has changed since it was read. */
  CHANGED_MEANWHILE
}
