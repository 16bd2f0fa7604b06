// The audio keys, in memory only: the password unlocks them, and they are gone when the page closes. New recordings are encrypted
// with the current key; a reset of the password adds a new one. Encryption is done by the vault of the TypeScript client
// (/vestibule/vault.js), which is loaded on demand.

export class WrongPasswordError extends Error {}
export class DamagedError extends Error {}

const client = () => import('/vestibule/vault.js');
const listeners = new Set();
let keys = new Map();
let current = null;
let userId = null;

export const unlocked = () => current !== null;

/** The id of the key of new recordings. */
export const currentKeyId = () => current;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The recordings of accounts that never had a second key name none. */
const FIRST_KEY = 'k1';

export const keyIdOf = (file) => file.key_id ?? FIRST_KEY;

/** `{ user_id, key_salt, audio_key }` from a login response. */
export const unlock = (account, password) => take(account, (of) => of.unwrapWithPassword(password, account));

export const unlockByRecovery = (account, typed) => take(account, (of) => of.unwrapWithRecoveryKey(typed, account).catch((failure) => {
  throw failure instanceof RangeError ? new WrongPasswordError() : failure;
}));

/** `secret` is the PRF output of the passkey that logged the user in. */
export const unlockByPasskey = (account, secret) => take(account, (of) => of.unwrapWithPasskey(secret, account));

/** The audio keys that the password unwraps, wrapped for a passkey: a list of `{ key_id, wrapped, aad }`. */
export const wrapForPasskey = async (account, password, secret) => (await client()).wrapForPasskey(password, account, secret);

async function take(account, unwrap) {
  if (!account.audio_key) return;
  const unwrapped = await unwrap(await client());
  if (!unwrapped.has(account.audio_key.key_id)) throw new WrongPasswordError();
  keys = unwrapped;
  current = account.audio_key.key_id;
  userId = account.user_id;
  listeners.forEach((listener) => listener());
}

export function lock() {
  keys = new Map();
  current = null;
  userId = null;
  listeners.forEach((listener) => listener());
  forgetWorker().catch(() => {});
}

/** The playback worker has received keys; remove it at log-out so that no key remains. */
async function forgetWorker() {
  const registration = await navigator.serviceWorker?.getRegistration('/');
  registration?.active?.postMessage({ forget: true });
  await registration?.unregister();
}

/** Encrypts `blob` for `s3Key` with key `keyId`. */
export async function seal(blob, s3Key, keyId, onProgress, signal) {
  const { encryptBlob, contextOf } = await client();
  return encryptBlob(keys.get(keyId), contextOf(userId, s3Key), blob, { onProgress, signal });
}

/** Sends ciphertext to `place` in the store. */
export const send = async (place, sealed, onProgress, signal) => (await client()).putObject(place, sealed, { onProgress, signal });

/** Bytes at the beginning of a file that `openHeader` needs. */
export const headerLength = async () => (await client()).HEADER;

/** `{ key, nonce, length }` of a file of `size` bytes, from its header. `length`: bytes of audio. */
export const openHeader = (header, file, size) => reading(async ({ openFile, contextOf, plaintextLength }) => {
  const { key, nonce } = await openFile(keys.get(keyIdOf(file)), header, contextOf(userId, file.s3_key));
  return { key, nonce, length: plaintextLength(size) };
});

/** The plaintext of a whole file. */
export const openAll = (stream, file) => reading(({ decryptStream, contextOf }) =>
  new Response(stream.pipeThrough(decryptStream(keys.get(keyIdOf(file)), contextOf(userId, file.s3_key)))).blob());

async function reading(work) {
  const of = await client();
  try {
    return await work(of);
  } catch (failure) {
    throw failure instanceof of.InvalidCiphertext ? new DamagedError() : failure;
  }
}

/** Encrypts an object that describes the recording `s3Key`; resolves to base64url. */
export const sealDetails = async (details, s3Key, keyId) => (await client()).encryptDetails(keys.get(keyId), userId, s3Key, details);

/** The details of a recording; an empty object if it has none that can be read. */
export const openDetails = async (file) => (await client()).decryptDetails(keys.get(keyIdOf(file)), userId, file);

/** Ciphertext size for a plaintext size. */
export const sealedLength = async (size) => (await client()).ciphertextLength(size);
