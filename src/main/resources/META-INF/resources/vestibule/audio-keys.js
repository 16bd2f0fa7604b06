/**
 * The audio keys of a user: unwraps them with the password, a former password, the recovery key or a passkey.
 * Part of audio-crypto.js, which exports all of this.
 *
 * Argon2id: hash-wasm 4.13.0 (MIT, argon2.LICENSE.txt), its file dist/argon2.umd.min.js as published.
 */
import './argon2.umd.min.js';

const utf8 = (text) => new TextEncoder().encode(text);

/** The key of recordings whose record names none. */
const FIRST_KEY = 'k1';

/** Thrown if the ciphertext is not authentic, is truncated or was made with another key. */
export class InvalidCiphertext extends Error {}

/** Thrown for a recording whose key the given secret did not unwrap. `POST /api/user/audio-key/unlock` unlocks it. */
export class LockedKey extends Error {}

/**
 * All audio keys that the current password unwraps: a Map from key id to CryptoKey. The others are
 * locked. A wrong password gives an empty Map. New recordings need the key `login.audio_key.key_id`,
 * and their registration names it as `key_id`.
 *
 * @param {string} password as typed
 * @param {{key_salt: string, audio_key: object}} login response of register, login or /api/user/audio-key
 */
export function unwrapAudioKeys(password, login) {
  return unwrapAll(login, 'password', password);
}

/** All audio keys that a password from before a reset unwraps, as `unwrapAudioKeys`. */
export function unwrapAudioKeysWithFormerPassword(formerPassword, login) {
  return unwrapAll(login, 'former-password', formerPassword);
}

/** All audio keys that the recovery key unwraps, as `unwrapAudioKeys`. */
export async function unwrapAudioKeysWithRecoveryKey(recoveryKey, login) {
  const kek = fromBase32(recoveryKey);
  return unwrapEach(wrapsOf(login, 'recovery'), () => kek).finally(() => kek.fill(0));
}

/**
 * All audio keys that a passkey unwraps, as `unwrapAudioKeys`.
 *
 * @param {BufferSource} prfOutput 32 bytes: `getClientExtensionResults().prf.results.first` of the login
 * @param {{audio_key: object}} login response of the login with the passkey
 */
export async function unwrapAudioKeysWithPasskey(prfOutput, login) {
  const kek = await passkeyKek(prfOutput);
  return unwrapEach(wrapsOf(login, 'passkey'), () => kek);
}

/**
 * Wraps all audio keys that the password unwraps for a passkey: a list of `{ key_id, wrapped, aad }`. No key leaves
 * WebCrypto in clear. An empty list means a wrong password.
 *
 * @param {string} password as typed
 * @param {{key_salt: string, audio_key: object}} login response of register, login or /api/user/audio-key
 * @param {BufferSource} prfOutput 32 bytes, from the passkey
 */
export async function wrapAudioKeysForPasskey(password, login, prfOutput) {
  const kek = await passkeyKek(prfOutput);
  const keys = await unwrapAll(login, 'password', password, true);
  return Promise.all([...keys].map(async ([id, key]) => {
    const { aad } = wrapsOf(login, 'password').find((wrap) => wrap.key_id === id);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.wrapKey('raw', key, kek, { name: 'AES-GCM', iv: nonce, additionalData: utf8(aad) });
    return { key_id: id, wrapped: toBase64Url([...nonce, ...new Uint8Array(sealed)]), aad };
  }));
}

/** HKDF-SHA-256 without salt, because the PRF output is already uniform. */
async function passkeyKek(prfOutput) {
  const secret = await crypto.subtle.importKey('raw', prfOutput, 'HKDF', false, ['deriveKey']);
  const kdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8('vestibule/passkey-audio-key/v1') };
  return crypto.subtle.deriveKey(kdf, secret, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

/** The key of a recording, from its record. */
export function keyOf(keys, recording) {
  const key = keys.get(recording.key_id ?? FIRST_KEY);
  if (!key) {
    throw new LockedKey('the recording is locked');
  }
  return key;
}

function wrapsOf(login, kind) {
  return login.audio_key.wraps.filter((wrap) => wrap.kind === kind);
}

/** Wraps of the same salt and cost share one derivation. */
async function unwrapAll(login, kind, password, extractable = false) {
  const keks = new Map();
  return unwrapEach(wrapsOf(login, kind), async ({ kdf, key_salt: salt = login.key_salt }) => {
    const parameters = JSON.stringify([salt, kdf]);
    if (!keks.has(parameters)) {
      keks.set(parameters, await deriveKek(password, salt, kdf));
    }
    return keks.get(parameters);
  }, extractable).finally(() => keks.forEach((kek) => kek.fill(0)));
}

/** A key-encryption key is 32 bytes, or a CryptoKey. */
async function unwrapEach(wraps, kekOf, extractable = false) {
  const keys = new Map();
  for (const wrap of wraps) {
    try {
      keys.set(wrap.key_id, await unwrap(await kekOf(wrap), wrap.wrapped, wrap.aad, extractable));
    } catch (failure) {
      if (!(failure instanceof InvalidCiphertext)) {
        throw failure;
      }
    }
  }
  return keys;
}

/**
 * The current audio key, a CryptoKey that cannot be exported.
 *
 * @param {string} password as typed
 * @param {{key_salt: string, audio_key: object}} login response of register, login or /api/user/audio-key
 */
export async function unwrapAudioKey(password, login) {
  const { kdf, wrapped, aad } = login.audio_key;
  const kek = await deriveKek(password, login.key_salt, kdf);
  return unwrap(kek, wrapped, aad).finally(() => kek.fill(0));
}

function deriveKek(password, salt, kdf) {
  if (kdf.name !== 'argon2id' || kdf.v !== 19) {
    throw new Error('unknown KDF');
  }
  return globalThis.hashwasm.argon2id({
    password: utf8(password.normalize('NFC')),
    salt: fromHex(salt),
    memorySize: kdf.m,
    iterations: kdf.t,
    parallelism: kdf.p,
    hashLength: 32,
    outputType: 'binary',
  });
}

/** Unwraps the current audio key with the recovery key: 52 base32 characters; spaces, hyphens and case are ignored. */
export function unwrapWithRecoveryKey(recoveryKey, login) {
  const { recovery_wrapped: wrapped, aad } = login.audio_key;
  const kek = fromBase32(recoveryKey);
  return unwrap(kek, wrapped, aad).finally(() => kek.fill(0));
}

async function unwrap(kek, wrapped, aad, extractable = false) {
  const bytes = fromBase64Url(wrapped);
  const key = kek instanceof CryptoKey ? kek : await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['unwrapKey']);
  return crypto.subtle
    .unwrapKey(
      'raw',
      bytes.subarray(12),
      key,
      { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: utf8(aad) },
      { name: 'HMAC', hash: 'SHA-512', length: 256 },
      extractable,
      ['sign'],
    )
    .catch(() => {
      throw new InvalidCiphertext('the audio key is under another key');
    });
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function fromBase64Url(text) {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

function fromBase32(text) {
  const digits = text.toUpperCase().replace(/[\s-]/g, '');
  if (!/^[A-Z2-7]{52}$/.test(digits)) {
    throw new Error('a recovery key has 52 letters and digits 2 to 7');
  }
  const bytes = new Uint8Array(32);
  [...digits].forEach((digit, i) => {
    const value = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit);
    for (let bit = 0; bit < 5 && i * 5 + bit < 256; bit++) {
      bytes[(i * 5 + bit) >> 3] |= ((value >> (4 - bit)) & 1) << (7 - ((i * 5 + bit) & 7));
    }
  });
  return bytes;
}
