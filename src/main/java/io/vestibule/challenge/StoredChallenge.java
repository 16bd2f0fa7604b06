package io.vestibule.challenge;

/**
 * A challenge with what is stored of its secrets.
 *
 * @param linkMac null if it has no link
 * @param codeMac null if it has no code
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredChallenge(Challenge challenge, byte[] linkMac, byte[] codeMac) {
  @Override
  public String toString() {
    return "StoredChallenge[" + challenge.purpose() + "]";
  }
}
