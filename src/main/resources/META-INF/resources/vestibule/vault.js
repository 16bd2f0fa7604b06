// Generated from clients/typescript by .ci/steps/client --write. Do not edit.
// dist/base64url.js
var binaryOf = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
function fromBase64Url(text) {
  return Uint8Array.from(binaryOf(text), (character) => character.charCodeAt(0));
}
function toBase64Url(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

// dist/vault/argon2.js
var webAssembly = async (password, salt, { m, t, p }) => {
  const { argon2id } = await import("./argon2.js");
  return argon2id({
    password,
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: "binary"
  });
};

// dist/vault/keys.js
var InvalidCiphertext = class extends Error {
  name = "InvalidCiphertext";
};
var LockedKey = class extends Error {
  name = "LockedKey";
};
var utf8 = (text) => new TextEncoder().encode(text);
var unwrapWithPassword = (password, login, argon2id = webAssembly) => unwrapAll(login, "password", password, argon2id, false);
var unwrapWithFormerPassword = (password, login, argon2id = webAssembly) => unwrapAll(login, "former-password", password, argon2id, false);
async function unwrapWithRecoveryKey(recoveryKey, login) {
  const kek = fromBase32(recoveryKey);
  return unwrapEach(wrapsOf(login, "recovery"), async () => kek, false).finally(() => kek.fill(0));
}
async function unwrapWithPasskey(secret, login) {
  const kek = await passkeyKek(secret);
  return unwrapEach(wrapsOf(login, "passkey"), async () => kek, false);
}
async function wrapForPasskey(password, login, secret, argon2id = webAssembly) {
  const kek = await passkeyKek(secret);
  const keys = await unwrapAll(login, "password", password, argon2id, true);
  const aads = new Map(wrapsOf(login, "password").map((wrap) => [wrap.key_id, wrap.aad]));
  return Promise.all([...keys].map(async ([id, key]) => {
    const aad = aads.get(id);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.wrapKey("raw", key, kek, { name: "AES-GCM", iv: nonce, additionalData: utf8(aad) });
    return { key_id: id, wrapped: toBase64Url(Uint8Array.of(...nonce, ...new Uint8Array(sealed))), aad };
  }));
}
async function passkeyKek(secret) {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const kdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8("vestibule/passkey-audio-key/v1") };
  return crypto.subtle.deriveKey(kdf, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
var wrapsOf = (login, kind) => (login.audio_key?.wraps ?? []).filter((wrap) => wrap.kind === kind);
async function unwrapAll(login, kind, password, argon2id, extractable) {
  const keks = /* @__PURE__ */ new Map();
  const kekOf = async ({ kdf, key_salt }) => {
    if (kdf?.name !== "argon2id" || kdf.v !== 19) {
      throw new Error("the key derivation of this key is not known to this version of the client");
    }
    const salt = key_salt ?? login.key_salt;
    const parameters = JSON.stringify([salt, kdf]);
    const known = keks.get(parameters);
    if (known) {
      return known;
    }
    const kek = new Uint8Array(await argon2id(utf8(password.normalize("NFC")), fromHex(salt), kdf));
    keks.set(parameters, kek);
    return kek;
  };
  return unwrapEach(wrapsOf(login, kind), kekOf, extractable).finally(() => keks.forEach((kek) => kek.fill(0)));
}
async function unwrapEach(wraps, kekOf, extractable) {
  const keys = /* @__PURE__ */ new Map();
  for (const wrap of wraps) {
    const key = await unwrap(await kekOf(wrap), wrap, extractable);
    if (key) {
      keys.set(wrap.key_id, key);
    }
  }
  return keys;
}
async function unwrap(kek, { wrapped, aad }, extractable) {
  const bytes = fromBase64Url(wrapped);
  const key = kek instanceof Uint8Array ? await crypto.subtle.importKey("raw", kek, "AES-GCM", false, ["unwrapKey"]) : kek;
  const gcm = { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData: utf8(aad) };
  return crypto.subtle.unwrapKey("raw", bytes.subarray(12), key, gcm, { name: "HMAC", hash: "SHA-512", length: 256 }, extractable, ["sign"]).catch(() => void 0);
}
function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
function fromBase32(text) {
  const digits = text.toUpperCase().replace(/[\s-]/g, "");
  if (!/^[A-Z2-7]{52}$/.test(digits)) {
    throw new RangeError("a recovery key has 52 letters and digits from 2 to 7");
  }
  const bytes = new Uint8Array(32);
  [...digits].forEach((digit, i) => {
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digit);
    for (let bit = 0; bit < 5 && i * 5 + bit < 256; bit++) {
      bytes[i * 5 + bit >> 3] |= (value >> 4 - bit & 1) << 7 - (i * 5 + bit & 7);
    }
  });
  return bytes;
}

// dist/vault/format.js
var CHUNK = 16384;
var TAG = 16;
var SEALED = CHUNK + TAG;
var SALT = 24;
var COMMITMENT = 32;
var HEADER = SALT + COMMITMENT;
var utf82 = (text) => new TextEncoder().encode(text);
var INFO = utf82("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
var contextOf = (userId, s3Key) => utf82(`vestibule/audio/v1/${userId}/${s3Key}`);
var ciphertextLength = (size) => HEADER + size + (Math.floor(size / CHUNK) + 1) * TAG;
function plaintextLength(size) {
  const body = size - HEADER;
  const rest = body % SEALED;
  if (body < TAG || rest < TAG) {
    throw new InvalidCiphertext("no file has that size");
  }
  return Math.floor(body / SEALED) * CHUNK + rest - TAG;
}
function encryptStream(audioKey, context) {
  const pending = new Pending(CHUNK);
  let file;
  let index = 0;
  const seal = async (out) => out.enqueue(await cipher("encrypt", file, index++, pending.take()));
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
    flush: seal
  });
}
function decryptStream(audioKey, context) {
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
    }
  });
}
async function decryptRange(audioKey, context, read, size, from, to) {
  const length = plaintextLength(size);
  if (from < 0 || to < from || to >= length) {
    throw new RangeError("the recording has no such range");
  }
  const file = await openFile(audioKey, await read(0, HEADER - 1), context);
  const last = Math.floor(length / CHUNK);
  const first = Math.floor(from / CHUNK);
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
async function openFile(audioKey, header, context) {
  if (header.length !== HEADER) {
    throw new InvalidCiphertext("truncated within the header");
  }
  const file = await fileKey(audioKey, header.subarray(0, SALT), context, "decrypt");
  let difference = 0;
  file.commitment.forEach((byte, i) => difference |= byte ^ header[SALT + i]);
  if (difference !== 0) {
    throw new InvalidCiphertext("the file is of another key or context");
  }
  return file;
}
async function fileKey(audioKey, salt, context, use) {
  const info = concat(INFO, salt, context);
  const first = await hmac(audioKey, concat(info, Uint8Array.of(1)));
  const second = await hmac(audioKey, concat(first, info, Uint8Array.of(2)));
  const derived = concat(first, second);
  const key = await crypto.subtle.importKey("raw", derived.subarray(0, 32), "AES-GCM", false, [use]);
  return { key, nonce: derived.slice(32, 44), commitment: derived.slice(44, 76) };
}
var hmac = async (key, message) => new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
async function cipher(operation, file, index, bytes) {
  const iv = file.nonce.slice();
  const low = new DataView(iv.buffer);
  low.setUint32(8, low.getUint32(8) ^ index >>> 0);
  low.setUint32(4, low.getUint32(4) ^ Math.floor(index / 2 ** 32));
  try {
    return new Uint8Array(await crypto.subtle[operation]({ name: "AES-GCM", iv }, file.key, bytes));
  } catch {
    throw new InvalidCiphertext(`chunk ${index} is not authentic`);
  }
}
async function lastChunk(file, index, sealed) {
  if (sealed.length < TAG || sealed.length >= SEALED) {
    throw new InvalidCiphertext("the last chunk is missing");
  }
  return cipher("decrypt", file, index, sealed);
}
var BLOB = 4194304;
async function encryptBlob(audioKey, context, audio, { onProgress, signal } = {}) {
  const parts = [];
  let pieces = [];
  let waiting = 0;
  let done = 0;
  const counted = new TransformStream({
    transform(piece, out) {
      onProgress?.(done += piece.length);
      out.enqueue(piece);
    }
  });
  const join = () => {
    parts.push(new Blob(pieces));
    pieces = [];
    waiting = 0;
  };
  const collect = new WritableStream({
    write(piece) {
      pieces.push(piece);
      waiting += piece.length;
      if (waiting >= BLOB) {
        join();
      }
    }
  });
  await audio.stream().pipeThrough(counted).pipeThrough(encryptStream(audioKey, context)).pipeTo(collect, signal ? { signal } : {});
  join();
  return new Blob(parts);
}
var Pending = class {
  #bytes;
  #filled = 0;
  constructor(size) {
    this.#bytes = new Uint8Array(size);
  }
  get full() {
    return this.#filled === this.#bytes.length;
  }
  /** Adds bytes until the buffer is full; returns the rest. */
  fill(piece) {
    const fits = Math.min(piece.length, this.#bytes.length - this.#filled);
    this.#bytes.set(piece.subarray(0, fits), this.#filled);
    this.#filled += fits;
    return piece.subarray(fits);
  }
  take() {
    const taken = this.#bytes.slice(0, this.#filled);
    this.#filled = 0;
    return taken;
  }
};
function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// dist/vault/details.js
var contextOf2 = (userId, s3Key) => new TextEncoder().encode(`vestibule/audio-details/v1/${userId}/${s3Key}`);
async function encryptDetails(audioKey, userId, s3Key, details) {
  const plain = new TextEncoder().encode(JSON.stringify(details));
  return toBase64Url(await through(plain, encryptStream(audioKey, contextOf2(userId, s3Key))));
}
async function decryptDetails(audioKey, userId, { s3_key, details }) {
  try {
    const plain = details ? await through(fromBase64Url(details), decryptStream(audioKey, contextOf2(userId, s3_key))) : void 0;
    const read = plain && JSON.parse(new TextDecoder().decode(plain));
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}
var through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

// dist/problems.js
var ProblemError = class extends Error {
  problem;
  response;
  name = "ProblemError";
  constructor(problem, response) {
    super(problem.error);
    this.problem = problem;
    this.response = response;
  }
  get code() {
    return this.problem.code;
  }
  get status() {
    return this.problem.status;
  }
  /** The seconds to wait before the next attempt, if the service names them. */
  get retryAfter() {
    const seconds = Number(this.response.headers.get("Retry-After") ?? "");
    return seconds > 0 ? seconds : void 0;
  }
};

// dist/vault/transfer.js
async function putObject(place, sealed, watch = {}) {
  const headers = Object.entries(place.headers).filter(([name]) => !/^(content-length|host)$/i.test(name));
  if (watch.onProgress && "XMLHttpRequest" in globalThis) {
    succeeded(await putByXhr(place, headers, sealed, watch));
    return;
  }
  const { signal } = watch;
  succeeded(await fetch(place.upload_url, { method: place.method, headers, body: sealed, ...signal ? { signal } : {} }));
  watch.onProgress?.(sealed.size);
}
function succeeded(response) {
  if (response.ok) {
    return response;
  }
  const sentence = `the object store answered ${response.status}`;
  const { status } = response;
  throw new ProblemError({ type: "about:blank", title: sentence, status, detail: sentence, error: sentence, code: "unknown" }, response);
}
function putByXhr(place, headers, sealed, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(place.method, place.upload_url);
    headers.forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.addEventListener("progress", ({ loaded }) => onProgress?.(loaded));
    request.addEventListener("load", () => resolve(new Response(null, { status: request.status })));
    request.addEventListener("error", () => reject(new TypeError("the object store cannot be reached")));
    request.addEventListener("abort", () => reject(signal?.reason));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(sealed);
  });
}
export {
  CHUNK,
  HEADER,
  InvalidCiphertext,
  LockedKey,
  ciphertextLength,
  contextOf,
  decryptDetails,
  decryptRange,
  decryptStream,
  encryptBlob,
  encryptDetails,
  encryptStream,
  openFile,
  plaintextLength,
  putObject,
  unwrapWithFormerPassword,
  unwrapWithPasskey,
  unwrapWithPassword,
  unwrapWithRecoveryKey,
  wrapForPasskey
};
