package io.vestibule.account;

/**
 * What proves and protects an account.
 *
 * @param passwordHash PHC string or bcrypt; null for accounts that only foreign identities open
 * @param keySalt 32 bytes, salt of the key-encryption key; public to the owner
 * @param sealedApiToken the API token under the service's sealing key, which login returns
 */
record Credential(String passwordHash, byte[] keySalt, byte[] sealedApiToken) {
  @Override
  public String toString() {
    return "Credential[redacted]";
  }
}
