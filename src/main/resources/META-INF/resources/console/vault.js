// The key to the recordings, in memory only: it comes with the password and goes with the page. What is done with it is the
// reference client's work (/vestibule/audio-crypto.js), which is loaded when it is needed, for Argon2id is as big as this page.

export class WrongPasswordError extends Error {}
export class DamagedError extends Error {}

const HEADER = 56;
const PLAIN = 16_384;
const TAG = 16;
const FLUSH = 4_194_304;
const client = () => import('/vestibule/audio-crypto.js');
const listeners = new Set();
let key = null;
let userId = null;

export const unlocked = () => key !== null;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `{ user_id, key_salt, audio_key }` as login and session give it. */
export const unlock = (account, password) => take(account, (of) => of.unwrapAudioKey(password, account));

export const unlockByRecovery = (account, typed) => take(account, (of) => {
  if (!/^[A-Z2-7]{52}$/i.test(typed.replace(/[\s-]/g, ''))) throw new WrongPasswordError();
  return of.unwrapWithRecoveryKey(typed, account);
});

async function take(account, unwrap) {
  if (!account.audio_key) return;
  const loaded = await client();
  try {
    key = await unwrap(loaded);
  } catch (failure) {
    throw failure instanceof loaded.InvalidCiphertext ? new WrongPasswordError() : failure;
  }
  userId = account.user_id;
  listeners.forEach((listener) => listener());
}

export function lock() {
  key = null;
  userId = null;
  listeners.forEach((listener) => listener());
  forgetWorker().catch(() => {});
}

/** The worker that plays recordings has been told keys: none of ours stays where nobody is logged in. */
async function forgetWorker() {
  const registration = await navigator.serviceWorker?.getRegistration('/');
  registration?.active?.postMessage({ forget: true });
  await registration?.unregister();
}

/** The ciphertext of `blob`, to lie at `s3Key`. Pieces of some megabytes become blobs, which browsers may keep on disk. */
export async function seal(blob, s3Key, progress, signal) {
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
  await blob.stream().pipeThrough(counted).pipeThrough(encryptStream(key, contextOf(userId, s3Key))).pipeTo(new WritableStream({ write(piece) {
    pieces.push(piece);
    waiting += piece.length;
    if (waiting >= FLUSH) flush();
  } }), { signal });
  flush();
  return new Blob(parts);
}

/** `{ key, nonce }` of a file, from its first 56 bytes. */
export async function openHeader(header, s3Key) {
  const { openFile, contextOf, InvalidCiphertext } = await client();
  try {
    const { key: fileKey, nonce } = await openFile(key, header, contextOf(userId, s3Key));
    return { key: fileKey, nonce };
  } catch (failure) {
    throw failure instanceof InvalidCiphertext ? new DamagedError() : failure;
  }
}

/** The plaintext of a whole file. */
export async function openAll(stream, s3Key) {
  const { decryptStream, contextOf, InvalidCiphertext } = await client();
  try {
    return await new Response(stream.pipeThrough(decryptStream(key, contextOf(userId, s3Key)))).blob();
  } catch (failure) {
    throw failure instanceof InvalidCiphertext ? new DamagedError() : failure;
  }
}

/** Bytes of ciphertext that so many bytes become, and the other way round. */
export const sealedLength = (size) => HEADER + size + TAG * (Math.floor(size / PLAIN) + 1);
export const plainLength = (size) => size - HEADER - TAG * (Math.floor((size - HEADER) / (PLAIN + TAG)) + 1);
