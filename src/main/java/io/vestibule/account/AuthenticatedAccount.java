package io.vestibule.account;

import io.vestibule.credential.AudioKey;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.usage.ApiToken;

/**
 * What login returns to the owner of an account.
 *
 * @param account the account record
 * @param apiToken the API token
 * @param keySalt salt of the audio keys' key-encryption key; 32 bytes, hex
 * @param audioKeys the wrapped audio keys; null if the account has only federated identities
 */
public record AuthenticatedAccount(
    Account account, ApiToken apiToken, String keySalt, AudioKeyset audioKeys) {
  /** The wrapped audio keys in the form in which clients get them; null if there are none. */
  public AudioKey audioKey() {
    return audioKeys == null ? null : AudioKey.of(account.userId(), audioKeys);
  }
}
