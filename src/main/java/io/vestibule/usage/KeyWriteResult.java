package io.vestibule.usage;

/** The outcome of a change of a key. */
public enum KeyWriteResult {
  DONE,
  /** Nothing was written: the key, or the API token of its account, has changed meanwhile. */
  OUTDATED,
  /** Nothing was written: another condition of the transaction failed. */
  REFUSED
}
