package io.vestibule.account;

import io.vestibule.credential.AudioKey;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.usage.ApiToken;
import java.util.List;

/**
 * What login returns to the owner of an account.
 *
 * @param account the account record
 * @param apiToken the API token
 * @param keySalt salt of the audio keys' key-encryption key; 32 bytes, hex
 * @param audioKeys the wrapped audio keys; null if the account has only federated identities
 * @param wraps of these keys under the passkey of the login
 */
public record AuthenticatedAccount(
    Account account,
    ApiToken apiToken,
    String keySalt,
    AudioKeyset audioKeys,
    List<AudioKey.Wrap> wraps) {
  public AuthenticatedAccount {
    wraps = List.copyOf(wraps);
  }

  public AuthenticatedAccount(
      Account account, ApiToken apiToken, String keySalt, AudioKeyset audioKeys) {
    this(account, apiToken, keySalt, audioKeys, List.of());
  }

  /** The same with wraps of the audio keys under a passkey. */
  public AuthenticatedAccount withWraps(List<AudioKey.Wrap> ofPasskey) {
    return new AuthenticatedAccount(account, apiToken, keySalt, audioKeys, ofPasskey);
  }

  /** The wrapped audio keys in the form in which clients get them; null if there are none. */
  public AudioKey audioKey() {
    return audioKeys == null ? null : AudioKey.of(account.userId(), audioKeys, wraps);
  }
}
