/**
 * The audio vault's side that runs on the client: unwraps the audio key and encrypts and decrypts
 * recordings. WebCrypto does all but Argon2id. Works in browsers and in Node 20; memory stays at a
 * few chunks for a file of any size. The format is described in docs/audio-format.md.
 *
 * Argon2id: hash-wasm 4.13.0 (MIT, argon2.LICENSE.txt), its file dist/argon2.umd.min.js as published.
 */
import './argon2.umd.min.js';

const CHUNK = 16384;
const TAG = 16;
const SEALED = CHUNK + TAG;
const SALT = 24;
const COMMITMENT = 32;
export const HEADER = SALT + COMMITMENT;

const utf8 = (text) => new TextEncoder().encode(text);
const INFO = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');

/** Thrown for whatever is not authentic, truncated or of another key. */
export class InvalidCiphertext extends Error {}

/**
 * The audio key, a CryptoKey that cannot be exported.
 *
 * @param {string} password as typed
 * @param {{key_salt: string, audio_key: object}} login the answer to register or login
 */
export async function unwrapAudioKey(password, login) {
  const { kdf, wrapped, aad } = login.audio_key;
  if (kdf.name !== 'argon2id' || kdf.v !== 19) {
    throw new Error('unknown KDF');
  }
  const kek = await globalThis.hashwasm.argon2id({
    password: utf8(password.normalize('NFC')),
    salt: fromHex(login.key_salt),
    memorySize: kdf.m,
    iterations: kdf.t,
    parallelism: kdf.p,
    hashLength: 32,
    outputType: 'binary',
  });
  return unwrap(kek, wrapped, aad);
}

/** The same key by the recovery key, 52 characters of base32; spaces, hyphens and case don't matter. */
export function unwrapWithRecoveryKey(recoveryKey, login) {
  const { recovery_wrapped: wrapped, aad } = login.audio_key;
  return unwrap(fromBase32(recoveryKey), wrapped, aad);
}

async function unwrap(kek, wrapped, aad) {
  const bytes = fromBase64Url(wrapped);
  const key = await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['unwrapKey']);
  kek.fill(0);
  return crypto.subtle
    .unwrapKey(
      'raw',
      bytes.subarray(12),
      key,
      { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: utf8(aad) },
      { name: 'HMAC', hash: 'SHA-512', length: 256 },
      false,
      ['sign'],
    )
    .catch(() => {
      throw new InvalidCiphertext('the audio key is under another key');
    });
}

/** What a recording is bound to. */
export function contextOf(userId, s3Key) {
  return utf8(`vestibule/audio/v1/${userId}/${s3Key}`);
}

/** The size of the file for a plaintext of that size. */
export function ciphertextLength(size) {
  return HEADER + size + (Math.floor(size / CHUNK) + 1) * TAG;
}

/** The size of the plaintext in a file of that size. */
export function plaintextLength(size) {
  const body = size - HEADER;
  const rest = body % SEALED;
  if (body < TAG || rest < TAG) {
    throw new InvalidCiphertext('no file has that size');
  }
  return Math.floor(body / SEALED) * CHUNK + rest - TAG;
}

/** A TransformStream from plaintext to ciphertext, Uint8Arrays of any size. */
export function encryptStream(audioKey, context) {
  const pending = new Pending(CHUNK);
  let file;
  let index = 0;
  const seal = async (out) =>
    out.enqueue(await cipher('encrypt', file, index++, pending.take()));
  return new TransformStream({
    async start(out) {
      const salt = crypto.getRandomValues(new Uint8Array(SALT));
      file = await fileKey(audioKey, salt, context, 'encrypt');
      out.enqueue(concat(salt, file.commitment));
    },
    async transform(piece, out) {
      for (let rest = piece; rest.length > 0; ) {
        rest = pending.fill(rest);
        if (pending.full) {
          await seal(out);
        }
      }
    },
    flush: seal,
  });
}

/**
 * A TransformStream from a whole file to its plaintext. It fails, at the latest at its end, if the
 * file is not complete and authentic: until then its output must not be trusted as a whole.
 */
export function decryptStream(audioKey, context) {
  let pending = new Pending(HEADER);
  let file;
  let index = 0;
  return new TransformStream({
    async transform(piece, out) {
      for (let rest = piece; rest.length > 0; ) {
        rest = pending.fill(rest);
        if (!pending.full) {
          continue;
        }
        if (file) {
          out.enqueue(await cipher('decrypt', file, index++, pending.take()));
        } else {
          file = await openFile(audioKey, pending.take(), context);
          pending = new Pending(SEALED);
        }
      }
    },
    async flush(out) {
      if (!file) {
        throw new InvalidCiphertext('truncated within the header');
      }
      out.enqueue(await lastChunk(file, index, pending.take()));
    },
  });
}

/**
 * The plaintext from one offset to another, inclusive, reading no more than its chunks.
 *
 * @param {(from: number, to: number) => Promise<Uint8Array>} read bytes of the file, inclusive
 * @param {number} size of the whole file
 */
export async function decryptRange(audioKey, context, read, size, from, to) {
  const length = plaintextLength(size);
  if (from < 0 || to < from || to >= length) {
    throw new RangeError('no such range');
  }
  const file = await openFile(audioKey, await read(0, HEADER - 1), context);
  const last = Math.floor(length / CHUNK);
  const first = Math.floor(from / CHUNK);
  // A range up to the end includes the last chunk, which proves that the file ends there.
  const until = to === length - 1 ? last : Math.floor(to / CHUNK);
  const start = HEADER + first * SEALED;
  const sealed = await read(start, Math.min(HEADER + (until + 1) * SEALED, size) - 1);
  const plain = new Uint8Array(to - from + 1);
  for (let index = first; index <= until; index++) {
    const at = (index - first) * SEALED;
    const chunk = sealed.subarray(at, at + SEALED);
    const opened =
      index === last ? await lastChunk(file, index, chunk) : await cipher('decrypt', file, index, chunk);
    const offset = index * CHUNK - from;
    const begin = Math.max(0, -offset);
    plain.set(opened.subarray(begin, Math.min(opened.length, to + 1 - index * CHUNK)), offset + begin);
  }
  return plain;
}

/** The key of one file, from its header: `{ key, nonce, commitment }`; what it decrypts must still be checked for its end. */
export async function openFile(audioKey, header, context) {
  if (header.length !== HEADER) {
    throw new InvalidCiphertext('truncated within the header');
  }
  const file = await fileKey(audioKey, header.subarray(0, SALT), context, 'decrypt');
  let difference = 0;
  file.commitment.forEach((byte, i) => (difference |= byte ^ header[SALT + i]));
  if (difference !== 0) {
    throw new InvalidCiphertext('the file is of another key or context');
  }
  return file;
}

/** HKDF-Expand with SHA-512 to 76 bytes: key(32), base nonce(12), commitment(32). */
async function fileKey(audioKey, salt, context, use) {
  const info = concat(INFO, salt, context);
  const first = await hmac(audioKey, concat(info, [1]));
  const second = await hmac(audioKey, concat(first, info, [2]));
  const derived = concat(first, second);
  const key = await crypto.subtle.importKey('raw', derived.subarray(0, 32), 'AES-GCM', false, [use]);
  return { key, nonce: derived.slice(32, 44), commitment: derived.slice(44, 76) };
}

async function hmac(key, message) {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}

async function cipher(operation, file, index, bytes) {
  const iv = file.nonce.slice();
  const low = new DataView(iv.buffer);
  low.setUint32(8, low.getUint32(8) ^ (index >>> 0));
  low.setUint32(4, low.getUint32(4) ^ Math.floor(index / 2 ** 32));
  try {
    return new Uint8Array(await crypto.subtle[operation]({ name: 'AES-GCM', iv }, file.key, bytes));
  } catch {
    throw new InvalidCiphertext(`chunk ${index} is not authentic`);
  }
}

function lastChunk(file, index, sealed) {
  if (sealed.length < TAG || sealed.length >= SEALED) {
    throw new InvalidCiphertext('the last chunk is missing');
  }
  return cipher('decrypt', file, index, sealed);
}

/** Collects pieces of any size into one of the given size. */
class Pending {
  constructor(size) {
    this.bytes = new Uint8Array(size);
    this.filled = 0;
  }

  get full() {
    return this.filled === this.bytes.length;
  }

  /** Takes what fits and gives back the rest. */
  fill(piece) {
    const fits = Math.min(piece.length, this.bytes.length - this.filled);
    this.bytes.set(piece.subarray(0, fits), this.filled);
    this.filled += fits;
    return piece.subarray(fits);
  }

  take() {
    const taken = this.bytes.slice(0, this.filled);
    this.filled = 0;
    return taken;
  }
}

function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function fromBase64Url(text) {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

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
