package io.vestibule.credential;

/**
 * The secrets of an account.
 *
 * @param passwordHash PHC string or bcrypt; null for accounts with only federated identities
 * @param keySalt salt of the key-encryption key, 32 bytes in hex; the owner may read it
 * @param audioKeys the wrapped audio keys; null before the first login with a password
 * @param sealedApiToken the API token, sealed under the service's sealing key, base64url; login
 *     returns it
 */
public record Credential(
    String passwordHash, String keySalt, AudioKeyset audioKeys, String sealedApiToken) {
  /** A copy with another password hash and other wrapped audio keys. */
  public Credential with(String newHash, AudioKeyset newAudioKeys) {
    return new Credential(newHash, keySalt, newAudioKeys, sealedApiToken);
  }

  /** A copy with other wrapped audio keys. */
  public Credential with(AudioKeyset newAudioKeys) {
    return with(passwordHash, newAudioKeys);
  }

  /** A copy with the API token sealed again. */
  Credential withSealedApiToken(String newSealedApiToken) {
    return new Credential(passwordHash, keySalt, audioKeys, newSealedApiToken);
  }

  @Override
  public String toString() {
    return "Credential[redacted]";
  }
}
