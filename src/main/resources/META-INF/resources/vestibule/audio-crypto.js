/**
 * The vault under the names of the first JavaScript client, for pages that import this file. New programs take the names of
 * vault.js, which is the vault of the package @vestibule/client (clients/typescript) without its requests.
 */
import { InvalidCiphertext, LockedKey, unwrapWithPassword, unwrapWithRecoveryKey as unwrapAllWithRecoveryKey } from './vault.js';

export {
  ciphertextLength, contextOf, decryptRange, decryptStream, encryptStream, HEADER, InvalidCiphertext, LockedKey, openFile, plaintextLength,
  unwrapWithPassword as unwrapAudioKeys,
  unwrapWithFormerPassword as unwrapAudioKeysWithFormerPassword,
  unwrapWithRecoveryKey as unwrapAudioKeysWithRecoveryKey,
  unwrapWithPasskey as unwrapAudioKeysWithPasskey,
  wrapForPasskey as wrapAudioKeysForPasskey,
} from './vault.js';

/** The current audio key. */
export const unwrapAudioKey = async (password, login) => current(await unwrapWithPassword(password, login), login);

/** The current audio key, by the recovery key. */
export const unwrapWithRecoveryKey = async (recoveryKey, login) => current(await unwrapAllWithRecoveryKey(recoveryKey, login), login);

/** The key of a recording, from its record. */
export function keyOf(keys, { key_id: id }) {
  const key = keys.get(id ?? 'k1');
  if (!key) {
    throw new LockedKey('the recording is locked');
  }
  return key;
}

function current(keys, { audio_key: { key_id: id } }) {
  const key = keys.get(id);
  if (!key) {
    throw new InvalidCiphertext('the audio key is under another key');
  }
  return key;
}
