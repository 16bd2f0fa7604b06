// The audio keys, in memory only: the password unlocks them, and they are gone when the page closes. New recordings are encrypted
// with the current key; a reset of the password adds a new one. Encryption is done by the
// reference client (/vestibule/audio-crypto.js), which is loaded on demand because Argon2id is as large as this page.

export class WrongPasswordError extends Error {}
export class DamagedError extends Error {}

const HEADER = 56;
const PLAIN = 16_384;
const TAG = 16;
const FLUSH = 4_194_304;
const client = () => import('/vestibule/audio-crypto.js');
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
export const unlock = (account, password) => take(account, (of) => of.unwrapAudioKeys(password, account));

export const unlockByRecovery = (account, typed) => take(account, (of) => {
  if (!/^[A-Z2-7]{52}$/i.test(typed.replace(/[\s-]/g, ''))) throw new WrongPasswordError();
  return of.unwrapAudioKeysWithRecoveryKey(typed, account);
});

/** `secret` is the PRF output of the passkey that logged the user in. */
export const unlockByPasskey = (account, secret) => take(account, (of) => of.unwrapAudioKeysWithPasskey(secret, account));

/** The audio keys that the password unwraps, wrapped for a passkey: a list of `{ key_id, wrapped, aad }`. */
export const wrapForPasskey = async (account, password, secret) => (await client()).wrapAudioKeysForPasskey(password, account, secret);

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

/** Encrypts `blob` for `s3Key` with key `keyId`. The ciphertext is kept in blobs of some megabytes, which browsers can store on disk. */
export async function seal(blob, s3Key, keyId, progress, signal) {
  const { encryptStream, contextOf } = await client();
  const parts = [];
  let pieces = [];
  let waiting = 0;
  let done = 0;
  const flush = () => {
    parts.push(new Blob(pieces));
    pieces = [];
    waiting = 0;
  };
  const counted = new TransformStream({ transform(piece, out) {
    done += piece.length;
    progress(done);
    out.enqueue(piece);
  } });
  await blob.stream().pipeThrough(counted).pipeThrough(encryptStream(keys.get(keyId), contextOf(userId, s3Key))).pipeTo(new WritableStream({ write(piece) {
    pieces.push(piece);
    waiting += piece.length;
    if (waiting >= FLUSH) flush();
  } }), { signal });
  flush();
  return new Blob(parts);
}

/** `{ key, nonce }` of a file, from its first 56 bytes. */
export async function openHeader(header, file) {
  const { openFile, contextOf, InvalidCiphertext } = await client();
  try {
    const { key: fileKey, nonce } = await openFile(keys.get(keyIdOf(file)), header, contextOf(userId, file.s3_key));
    return { key: fileKey, nonce };
  } catch (failure) {
    throw failure instanceof InvalidCiphertext ? new DamagedError() : failure;
  }
}

/** The plaintext of a whole file. */
export async function openAll(stream, file) {
  const { decryptStream, contextOf, InvalidCiphertext } = await client();
  try {
    return await new Response(stream.pipeThrough(decryptStream(keys.get(keyIdOf(file)), contextOf(userId, file.s3_key)))).blob();
  } catch (failure) {
    throw failure instanceof InvalidCiphertext ? new DamagedError() : failure;
  }
}

/** The context of encrypted details; docs/audio-format.md. */
const contextOfDetails = (s3Key) => new TextEncoder().encode(`vestibule/audio-details/v1/${userId}/${s3Key}`);

const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** Encrypts an object that describes the recording `s3Key`; resolves to base64url. */
export async function sealDetails(details, s3Key, keyId) {
  const { encryptStream } = await client();
  const sealed = await through(new TextEncoder().encode(JSON.stringify(details)), encryptStream(keys.get(keyId), contextOfDetails(s3Key)));
  return btoa(String.fromCharCode(...sealed)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The details of a recording; an empty object if it has none that can be read. */
export async function openDetails(file) {
  try {
    if (!file.details) return {};
    const { decryptStream } = await client();
    const sealed = Uint8Array.from(atob(file.details.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await through(sealed, decryptStream(keys.get(keyIdOf(file)), contextOfDetails(file.s3_key)))));
  } catch {
    return {};
  }
}

/** Ciphertext size for a plaintext size, and the reverse. */
export const sealedLength = (size) => HEADER + size + TAG * (Math.floor(size / PLAIN) + 1);
export const plainLength = (size) => size - HEADER - TAG * (Math.floor((size - HEADER) / (PLAIN + TAG)) + 1);
