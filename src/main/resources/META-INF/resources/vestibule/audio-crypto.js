/**
 * Client-side encryption of recordings: unwraps the audio keys (audio-keys.js), encrypts and
 * decrypts recordings. Uses WebCrypto, and hash-wasm for Argon2id. Works in browsers and in Node 20.
 * Uses a few chunks of memory for a file of any size. docs/audio-format.md describes the format.
 */
import { InvalidCiphertext } from './audio-keys.js';

export * from './audio-keys.js';

const CHUNK = 16384;
const TAG = 16;
const SEALED = CHUNK + TAG;
const SALT = 24;
const COMMITMENT = 32;
export const HEADER = SALT + COMMITMENT;

const utf8 = (text) => new TextEncoder().encode(text);
const INFO = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');

/** The encryption context, which binds a recording to its owner and S3 key. */
export function contextOf(userId, s3Key) {
  return utf8(`vestibule/audio/v1/${userId}/${s3Key}`);
}

/** The ciphertext size, in bytes, for a plaintext size. */
export function ciphertextLength(size) {
  return HEADER + size + (Math.floor(size / CHUNK) + 1) * TAG;
}

/** The plaintext size, in bytes, for a ciphertext size. */
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
 * A TransformStream from a complete file to its plaintext. It fails, at the latest at the end, if
 * the file is truncated or not authentic: do not trust the output as a whole before it ends.
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
 * The plaintext between two offsets, inclusive. Reads only the chunks that contain it.
 *
 * @param {(from: number, to: number) => Promise<Uint8Array>} read reads bytes of the file, both offsets inclusive
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

/** Derives the key of a file from its header: `{ key, nonce, commitment }`. The caller must still check that the file ends with its short last chunk. */
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

/** Collects pieces of any size into one buffer of the given size. */
class Pending {
  constructor(size) {
    this.bytes = new Uint8Array(size);
    this.filled = 0;
  }

  get full() {
    return this.filled === this.bytes.length;
  }

  /** Adds bytes until the buffer is full; returns the rest. */
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
