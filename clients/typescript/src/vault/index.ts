import type { VestibuleClient } from "../client.js";
import { orThrow, ProblemError } from "../problems.js";
import type { components } from "../schema.js";
import { webAssembly, type Argon2id } from "./argon2.js";
import { decryptDetails, encryptDetails, type Details } from "./details.js";
import { ciphertextLength, contextOf, decryptRange, decryptStream, encryptBlob, plaintextLength } from "./format.js";
import {
  InvalidCiphertext, LockedKey, unwrapWithPasskey, unwrapWithPassword, unwrapWithRecoveryKey, type AudioKeys, type WrappedKeys,
} from "./keys.js";
import { putObject, succeeded } from "./transfer.js";

export type { Argon2id } from "./argon2.js";
export { decryptDetails, encryptDetails, type Details } from "./details.js";
export {
  CHUNK, ciphertextLength, contextOf, decryptRange, decryptStream, encryptBlob, encryptStream, HEADER, openFile, plaintextLength,
  type FileKey,
} from "./format.js";
export {
  InvalidCiphertext, LockedKey, unwrapWithFormerPassword, unwrapWithPasskey, unwrapWithPassword, unwrapWithRecoveryKey, wrapForPasskey,
  type AudioKeys, type WrappedKeys,
} from "./keys.js";
export { putObject } from "./transfer.js";

export type Recording = components["schemas"]["AudioFile"];
type Link = components["schemas"]["DownloadUrlResponse"];

/** What unwraps the audio keys. */
export type Secret =
  | { password: string; login?: WrappedKeys }
  | { passkey: Uint8Array<ArrayBuffer>; login: WrappedKeys }
  | { recoveryKey: string; login: WrappedKeys };

export interface NewRecording {
  audio: Blob;
  name?: string;
  durationMs?: number;
  /** Stored encrypted with the recording. */
  details?: Details;
  /** Bytes of audio that are encrypted, and all of them. */
  onProgress?: (done: number, all: number) => void;
  /** Bytes of ciphertext that the object store has received, and all of them. */
  onSent?: (done: number, all: number) => void;
  signal?: AbortSignal;
}

/** A link that expires within this time is not used any more. */
const MARGIN_MILLIS = 30_000;

/**
 * Opens the recordings of the current user. `argon2id` is needed where there is no WebAssembly. Throws `InvalidCiphertext` if the
 * passkey or the recovery key is another one; a wrong password is `invalid-password` or the same.
 */
export async function openVault(client: VestibuleClient, secret: Secret, argon2id: Argon2id = webAssembly): Promise<Vault> {
  const { user } = await orThrow(client.api.GET("/api/auth/session"));
  const login = secret.login ?? (await orThrow(client.api.POST("/api/user/audio-key", { body: { password: (secret as { password: string }).password } })));
  const keys = await ("password" in secret
    ? unwrapWithPassword(secret.password, login, argon2id)
    : "passkey" in secret
      ? unwrapWithPasskey(secret.passkey, login)
      : unwrapWithRecoveryKey(secret.recoveryKey, login));
  const current = login.audio_key?.key_id;
  if (!current) {
    throw new LockedKey("the account has no audio key: it gets one with its first password");
  }
  if (!keys.has(current)) {
    throw new InvalidCiphertext("the audio key is under another secret");
  }
  return new Vault(client, user.user_id, current, keys);
}

/** The recordings of a user, with the audio keys in memory only. */
export class Vault {
  readonly #links = new Map<string, Link>();

  constructor(
    private readonly client: VestibuleClient,
    readonly userId: string,
    private readonly currentKey: string,
    private readonly keys: AudioKeys,
  ) {}

  /** Forgets the keys. */
  lock(): void {
    this.keys.clear();
    this.#links.clear();
  }

  /** Encrypts audio, uploads it and registers it. */
  async upload({ audio, name, durationMs, details, onProgress, onSent, signal }: NewRecording): Promise<Recording> {
    const type = audio.type || "application/octet-stream";
    const file_size = ciphertextLength(audio.size);
    const named = name === undefined ? {} : { file_name: name };
    const cancel = signal ? { signal } : {};
    const { api } = this.client;
    const key_id = this.currentKey;
    const key = this.#keyOf({ key_id });
    const encrypting = { onProgress: onProgress && ((done: number) => onProgress(done, audio.size)), signal };
    const sending = { onProgress: onSent && ((done: number) => onSent(done, file_size)), signal };
    const send = async () => {
      const place = await orThrow(api.POST("/api/audio-file/upload-url", { body: { ...named, content_type: type, file_size }, ...cancel }));
      await putObject(place, await encryptBlob(key, contextOf(this.userId, place.s3_key), audio, encrypting), sending);
      return place.s3_key;
    };
    const s3_key = await onceMoreIfExpired(send);
    const body = {
      ...named, s3_key, key_id, file_size, content_type: type,
      ...(durationMs ? { duration_ms: Math.round(durationMs) } : {}),
      ...(details ? { details: await encryptDetails(key, this.userId, s3_key, details) } : {}),
    };
    return (await orThrow(api.POST("/api/audio-file", { body, ...cancel }))).audio_file;
  }

  /** The details of a recording; an empty object if it has none that can be read. */
  async details(recording: Recording): Promise<Details> {
    const key = this.keys.get(recording.key_id);
    return key ? decryptDetails(key, this.userId, recording) : {};
  }

  /** The recordings, newest first. Asks for the next page when it is needed. */
  async *list(limit = 50): AsyncGenerator<Recording, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const query = cursor ? { limit, cursor } : { limit };
      const page = await orThrow(this.client.api.GET("/api/user/audio-files", { params: { query } }));
      yield* page.audio_files;
      cursor = page.next_cursor;
    } while (cursor);
  }

  /** Deletes a recording. */
  async remove(recording: Recording): Promise<void> {
    const params = { path: { file_id: recording.file_id } };
    await orThrow(this.client.api.DELETE("/api/audio-file/{file_id}", { params }));
    this.#links.delete(recording.file_id);
  }

  /** The audio as a stream. Do not trust it as a whole before it ends without an error. */
  async stream(recording: Recording): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await this.#get(recording);
    const decrypt = decryptStream(this.#keyOf(recording), contextOf(this.userId, recording.s3_key));
    return response.body!.pipeThrough(decrypt);
  }

  /** The audio as a whole, for the element `audio`. */
  async open(recording: Recording): Promise<Blob> {
    const blob = await new Response(await this.stream(recording)).blob();
    return new Blob([blob], { type: recording.content_type ?? "" });
  }

  /** The bytes of audio between two offsets, both inclusive: a player that seeks reads only what it plays. */
  async range(recording: Recording, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const read = async (first: number, last: number) =>
      new Uint8Array(await (await this.#get(recording, `bytes=${first}-${last}`)).arrayBuffer());
    const context = contextOf(this.userId, recording.s3_key);
    return decryptRange(this.#keyOf(recording), context, read, recording.file_size ?? 0, from, to);
  }

  /** Bytes of audio in a recording. */
  size(recording: Recording): number {
    return plaintextLength(recording.file_size ?? 0);
  }

  #keyOf({ key_id }: Pick<Recording, "key_id">): CryptoKey {
    const key = this.keys.get(key_id);
    if (!key) {
      throw new LockedKey("the recording is locked");
    }
    return key;
  }

  /** The ciphertext, or a range of it. */
  async #get(recording: Recording, range?: string): Promise<Response> {
    return onceMoreIfExpired(async () => {
      const known = this.#links.get(recording.file_id);
      // Forgotten until it has worked, so that a second attempt gets another one.
      this.#links.delete(recording.file_id);
      const link = known && Date.parse(known.expires_at) - MARGIN_MILLIS > Date.now() ? known : await this.#link(recording);
      const response = succeeded(await fetch(link.download_url, range ? { headers: { Range: range } } : {}));
      this.#links.set(recording.file_id, link);
      return response;
    });
  }

  #link(recording: Recording): Promise<Link> {
    const params = { path: { file_id: recording.file_id } };
    return orThrow(this.client.api.GET("/api/audio-file/{file_id}/download-url", { params }));
  }
}

/** The object store refuses a link that has expired, for example because the encryption took long or a clock is wrong. */
async function onceMoreIfExpired<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (failure) {
    if (failure instanceof ProblemError && failure.status === 403 && failure.code === "unknown") {
      return attempt();
    }
    throw failure;
  }
}
