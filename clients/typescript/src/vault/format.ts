// The format of a recording: docs/audio-format.md, section 2. C2SP chunked encryption, instance Cobblestone-256.
import { InvalidCiphertext } from "./keys.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** What decrypts one file. The key cannot be exported. */
export interface FileKey {
  key: CryptoKey;
  /** The nonce of the first chunk. */
  nonce: Bytes;
  commitment: Bytes;
}

/** Bytes of plaintext in a chunk. */
export const CHUNK = 16_384;
const TAG = 16;
const SEALED = CHUNK + TAG;
const SALT = 24;
const COMMITMENT = 32;
/** Bytes before the first chunk: salt and commitment. */
export const HEADER = SALT + COMMITMENT;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
const INFO = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

/** The encryption context, which binds a recording to its owner and S3 key. */
export const contextOf = (userId: string, s3Key: string): Bytes => utf8(`vestibule/audio/v1/${userId}/${s3Key}`);

/** The size of the ciphertext, in bytes, for a size of plaintext. */
export const ciphertextLength = (size: number): number => HEADER + size + (Math.floor(size / CHUNK) + 1) * TAG;

/** The size of the plaintext, in bytes, for a size of ciphertext. */
export function plaintextLength(size: number): number {
  const body = size - HEADER;
  const rest = body % SEALED;
  if (body < TAG || rest < TAG) {
    throw new InvalidCiphertext("no file has that size");
  }
  return Math.floor(body / SEALED) * CHUNK + rest - TAG;
}

/** From plaintext to ciphertext, in pieces of any size. Holds one chunk in memory. */
export function encryptStream(audioKey: CryptoKey, context: Bytes): TransformStream<Bytes, Bytes> {
  const pending = new Pending(CHUNK);
  let file: FileKey;
  let index = 0;
  const seal = async (out: TransformStreamDefaultController<Bytes>) =>
    out.enqueue(await cipher("encrypt", file, index++, pending.take()));
  return new TransformStream({
    async start(out) {
      const salt = crypto.getRandomValues(new Uint8Array(SALT));
      file = await fileKey(audioKey, salt, context, "encrypt");
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
 * From a complete file to its plaintext. It fails, at the latest at the end, if the file is truncated or not authentic: do not
 * trust the output as a whole before it ends.
 */
export function decryptStream(audioKey: CryptoKey, context: Bytes): TransformStream<Bytes, Bytes> {
  let pending = new Pending(HEADER);
  let file: FileKey | undefined;
  let index = 0;
  return new TransformStream({
    async transform(piece, out) {
      for (let rest = piece; rest.length > 0; ) {
        rest = pending.fill(rest);
        if (!pending.full) {
          continue;
        }
        if (file) {
          out.enqueue(await cipher("decrypt", file, index++, pending.take()));
        } else {
          file = await openFile(audioKey, pending.take(), context);
          pending = new Pending(SEALED);
        }
      }
    },
    async flush(out) {
      if (!file) {
        throw new InvalidCiphertext("truncated within the header");
      }
      out.enqueue(await lastChunk(file, index, pending.take()));
    },
  });
}

/**
 * The plaintext between two offsets, both inclusive. Reads only the chunks that contain it.
 *
 * @param read reads bytes of the file, both offsets inclusive
 * @param size bytes of the whole file
 */
export async function decryptRange(
  audioKey: CryptoKey,
  context: Bytes,
  read: (from: number, to: number) => Promise<Bytes>,
  size: number,
  from: number,
  to: number,
): Promise<Bytes> {
  const length = plaintextLength(size);
  if (from < 0 || to < from || to >= length) {
    throw new RangeError("the recording has no such range");
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
    const opened = await (index === last ? lastChunk(file, index, chunk) : cipher("decrypt", file, index, chunk));
    const offset = index * CHUNK - from;
    const begin = Math.max(0, -offset);
    plain.set(opened.subarray(begin, Math.min(opened.length, to + 1 - index * CHUNK)), offset + begin);
  }
  return plain;
}

/** The key of a file, from its first `HEADER` bytes. The caller must still check that the file ends with its short last chunk. */
export async function openFile(audioKey: CryptoKey, header: Bytes, context: Bytes): Promise<FileKey> {
  if (header.length !== HEADER) {
    throw new InvalidCiphertext("truncated within the header");
  }
  const file = await fileKey(audioKey, header.subarray(0, SALT), context, "decrypt");
  let difference = 0;
  file.commitment.forEach((byte, i) => (difference |= byte ^ header[SALT + i]!));
  if (difference !== 0) {
    throw new InvalidCiphertext("the file is of another key or context");
  }
  return file;
}

/** HKDF-Expand with SHA-512 to 76 bytes: key(32), base nonce(12), commitment(32). */
async function fileKey(audioKey: CryptoKey, salt: Bytes, context: Bytes, use: KeyUsage): Promise<FileKey> {
  const info = concat(INFO, salt, context);
  const first = await hmac(audioKey, concat(info, Uint8Array.of(1)));
  const second = await hmac(audioKey, concat(first, info, Uint8Array.of(2)));
  const derived = concat(first, second);
  const key = await crypto.subtle.importKey("raw", derived.subarray(0, 32), "AES-GCM", false, [use]);
  return { key, nonce: derived.slice(32, 44), commitment: derived.slice(44, 76) };
}

const hmac = async (key: CryptoKey, message: Bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", key, message));

async function cipher(operation: "encrypt" | "decrypt", file: FileKey, index: number, bytes: Bytes): Promise<Bytes> {
  const iv = file.nonce.slice();
  const low = new DataView(iv.buffer);
  low.setUint32(8, low.getUint32(8) ^ (index >>> 0));
  low.setUint32(4, low.getUint32(4) ^ Math.floor(index / 2 ** 32));
  try {
    return new Uint8Array(await crypto.subtle[operation]({ name: "AES-GCM", iv }, file.key, bytes));
  } catch {
    throw new InvalidCiphertext(`chunk ${index} is not authentic`);
  }
}

async function lastChunk(file: FileKey, index: number, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < TAG || sealed.length >= SEALED) {
    throw new InvalidCiphertext("the last chunk is missing");
  }
  return cipher("decrypt", file, index, sealed);
}

/** Pieces of ciphertext are joined into blobs of this size, which browsers can keep on disk. */
const BLOB = 4_194_304;

/** Encrypts a blob. `onProgress` gets the bytes that are encrypted. */
export async function encryptBlob(
  audioKey: CryptoKey,
  context: Bytes,
  audio: Blob,
  { onProgress, signal }: { onProgress?: ((done: number) => void) | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Blob> {
  const parts: Blob[] = [];
  let pieces: Bytes[] = [];
  let waiting = 0;
  let done = 0;
  const counted = new TransformStream<Bytes, Bytes>({
    transform(piece, out) {
      onProgress?.((done += piece.length));
      out.enqueue(piece);
    },
  });
  const join = () => {
    parts.push(new Blob(pieces));
    pieces = [];
    waiting = 0;
  };
  const collect = new WritableStream<Bytes>({
    write(piece) {
      pieces.push(piece);
      waiting += piece.length;
      if (waiting >= BLOB) {
        join();
      }
    },
  });
  await audio
    .stream()
    .pipeThrough(counted)
    .pipeThrough(encryptStream(audioKey, context))
    .pipeTo(collect, signal ? { signal } : {});
  join();
  return new Blob(parts);
}

/** Collects pieces of any size into one buffer of the given size. */
class Pending {
  readonly #bytes: Bytes;
  #filled = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  get full(): boolean {
    return this.#filled === this.#bytes.length;
  }

  /** Adds bytes until the buffer is full; returns the rest. */
  fill(piece: Bytes): Bytes {
    const fits = Math.min(piece.length, this.#bytes.length - this.#filled);
    this.#bytes.set(piece.subarray(0, fits), this.#filled);
    this.#filled += fits;
    return piece.subarray(fits);
  }

  take(): Bytes {
    const taken = this.#bytes.slice(0, this.#filled);
    this.#filled = 0;
    return taken;
  }
}

function concat(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
