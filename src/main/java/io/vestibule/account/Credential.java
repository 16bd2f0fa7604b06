package io.vestibule.account;

/**
 * What proves and protects an account.
 *
 * @param passwordHash PHC string or bcrypt; null for accounts that only foreign identities open
 * @param keySalt 32 bytes in hex, salt of the key-encryption key; public to the owner
 * @param audioKey the wrapped audio key; null until the first login with a password
 * @param sealedApiToken the API token under the service's sealing key, base64url; login returns it
 */
record Credential(
    String passwordHash, String keySalt, WrappedAudioKey audioKey, String sealedApiToken) {
  /** The same account under another hash and a newly wrapped audio key. */
  Credential with(String newHash, WrappedAudioKey newAudioKey) {
    return new Credential(newHash, keySalt, newAudioKey, sealedApiToken);
  }

  /** The same account with its API token under another seal. */
  Credential sealed(String box) {
    return new Credential(passwordHash, keySalt, audioKey, box);
  }

  @Override
  public String toString() {
    return "Credential[redacted]";
  }
}
