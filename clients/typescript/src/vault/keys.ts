// The audio keys of a user: docs/audio-format.md, section 1.
import { fromBase64Url, toBase64Url } from "../base64url.js";
import type { components } from "../schema.js";
import { webAssembly, type Argon2id } from "./argon2.js";

type Wrap = components["schemas"]["AudioKeyWrap"];

/** The part of a log-in or of `POST /api/user/audio-key` that the vault needs. */
export interface WrappedKeys {
  key_salt: string;
  audio_key?: components["schemas"]["AudioKey"] | null;
}

/** Audio keys by their id. They cannot be exported. Keys that the secret does not unwrap are missing: they are locked. */
export type AudioKeys = Map<string, CryptoKey>;

/** The ciphertext is not authentic, is truncated or was made with another key. */
export class InvalidCiphertext extends Error {
  override readonly name = "InvalidCiphertext";
}

/** The secret did not unwrap the key of this recording. `POST /api/user/audio-key/unlock` unlocks it. */
export class LockedKey extends Error {
  override readonly name = "LockedKey";
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Unwraps with the current password. A wrong password gives an empty map. */
export const unwrapWithPassword = (password: string, login: WrappedKeys, argon2id: Argon2id = webAssembly): Promise<AudioKeys> =>
  unwrapAll(login, "password", password, argon2id, false);

/** Unwraps with the password from before a reset. */
export const unwrapWithFormerPassword = (password: string, login: WrappedKeys, argon2id: Argon2id = webAssembly): Promise<AudioKeys> =>
  unwrapAll(login, "former-password", password, argon2id, false);

/** Unwraps with the recovery key: 52 characters of base32; spaces, hyphens and case are ignored. */
export async function unwrapWithRecoveryKey(recoveryKey: string, login: WrappedKeys): Promise<AudioKeys> {
  const kek = fromBase32(recoveryKey);
  return unwrapEach(wrapsOf(login, "recovery"), async () => kek, false).finally(() => kek.fill(0));
}

/** Unwraps with the PRF output of the passkey with which the user has logged in. */
export async function unwrapWithPasskey(secret: Uint8Array<ArrayBuffer>, login: Pick<WrappedKeys, "audio_key">): Promise<AudioKeys> {
  const kek = await passkeyKek(secret);
  return unwrapEach(wrapsOf(login, "passkey"), async () => kek, false);
}

/**
 * Wraps all audio keys that the password unwraps for a passkey: bodies of `PUT /api/user/passkeys/{id}/audio-key` without
 * `prf_salt`. No key leaves WebCrypto in clear. An empty list means a wrong password.
 */
export async function wrapForPasskey(
  password: string,
  login: WrappedKeys,
  secret: Uint8Array<ArrayBuffer>,
  argon2id: Argon2id = webAssembly,
): Promise<{ key_id: string; wrapped: string; aad: string }[]> {
  const kek = await passkeyKek(secret);
  const keys = await unwrapAll(login, "password", password, argon2id, true);
  const aads = new Map(wrapsOf(login, "password").map((wrap) => [wrap.key_id, wrap.aad]));
  return Promise.all(
    [...keys].map(async ([id, key]) => {
      const aad = aads.get(id)!;
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.wrapKey("raw", key, kek, { name: "AES-GCM", iv: nonce, additionalData: utf8(aad) });
      return { key_id: id, wrapped: toBase64Url(Uint8Array.of(...nonce, ...new Uint8Array(sealed))), aad };
    }),
  );
}

/** HKDF-SHA-256 without salt, because the PRF output is uniform already. */
async function passkeyKek(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const kdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8("vestibule/passkey-audio-key/v1") };
  return crypto.subtle.deriveKey(kdf, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

const wrapsOf = (login: Pick<WrappedKeys, "audio_key">, kind: Wrap["kind"]) =>
  (login.audio_key?.wraps ?? []).filter((wrap) => wrap.kind === kind);

/** Wraps of the same salt and cost share one derivation. */
async function unwrapAll(login: WrappedKeys, kind: Wrap["kind"], password: string, argon2id: Argon2id, extractable: boolean): Promise<AudioKeys> {
  const keks = new Map<string, Uint8Array<ArrayBuffer>>();
  const kekOf = async ({ kdf, key_salt }: Wrap) => {
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

async function unwrapEach(
  wraps: Wrap[],
  kekOf: (wrap: Wrap) => Promise<Uint8Array<ArrayBuffer> | CryptoKey>,
  extractable: boolean,
): Promise<AudioKeys> {
  const keys: AudioKeys = new Map();
  for (const wrap of wraps) {
    const key = await unwrap(await kekOf(wrap), wrap, extractable);
    if (key) {
      keys.set(wrap.key_id, key);
    }
  }
  return keys;
}

/** Undefined if the key-encryption key is another one. */
async function unwrap(kek: Uint8Array<ArrayBuffer> | CryptoKey, { wrapped, aad }: Wrap, extractable: boolean): Promise<CryptoKey | undefined> {
  const bytes = fromBase64Url(wrapped);
  const key = kek instanceof Uint8Array ? await crypto.subtle.importKey("raw", kek, "AES-GCM", false, ["unwrapKey"]) : kek;
  const gcm = { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData: utf8(aad) };
  return crypto.subtle
    .unwrapKey("raw", bytes.subarray(12), key, gcm, { name: "HMAC", hash: "SHA-512", length: 256 }, extractable, ["sign"])
    .catch(() => undefined);
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.toUpperCase().replace(/[\s-]/g, "");
  if (!/^[A-Z2-7]{52}$/.test(digits)) {
    throw new RangeError("a recovery key has 52 letters and digits from 2 to 7");
  }
  const bytes = new Uint8Array(32);
  [...digits].forEach((digit, i) => {
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digit);
    for (let bit = 0; bit < 5 && i * 5 + bit < 256; bit++) {
      bytes[(i * 5 + bit) >> 3]! |= ((value >> (4 - bit)) & 1) << (7 - ((i * 5 + bit) & 7));
    }
  });
  return bytes;
}
