// Encrypts a recording in this browser, uploads the ciphertext to S3 and reports the progress.
import { ApiError, connection, OfflineError, post } from './api.js';
import { peaksOf } from './peaks.js';
import * as vault from './vault.js';

/** A presigned URL expires after some minutes: after one refusal a new URL is requested, a second refusal is an error. */
const TRIES = 6;

/**
 * Resolves to the record. `progress(stage, done, all)`: `encrypting`, `uploading`, `waiting` (for the connection) with
 * bytes, then `registering`.
 */
export async function upload({ blob, name, type, durationMs }, progress, signal) {
  const size = await vault.sealedLength(blob.size);
  const peaks = await peaksOf(blob, durationMs);
  let refused = 0;
  // The recording is kept as long as the page is open.
  const wait = (done) => ({ signal, patient: Infinity, waiting: () => progress('waiting', done, size) });
  for (;;) {
    const { data: place } = await post('/api/audio-file/upload-url', { file_name: name, content_type: type, file_size: size }, wait(0));
    const keyId = vault.currentKeyId();
    const sealed = await vault.seal(blob, place.s3_key, keyId, (done) => progress('encrypting', done, blob.size), signal);
    try {
      await send(place, sealed, progress, signal);
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 403 && ++refused < 2) continue;
      throw failure;
    }
    progress('registering', size, size);
    const { data } = await post('/api/audio-file', {
      s3_key: place.s3_key, key_id: keyId, file_size: size, content_type: type, file_name: name,
      ...(peaks ? { details: await vault.sealDetails({ peaks }, place.s3_key, keyId) } : {}),
      ...(durationMs > 0 ? { duration_ms: Math.round(durationMs) } : {}),
    }, wait(size));
    return data.audio_file;
  }
}

async function send(place, sealed, progress, signal) {
  let reached = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      await put(place, sealed, (done) => {
        reached = done;
        progress('uploading', done, sealed.size);
      }, signal);
      return;
    } catch (failure) {
      if (!(failure instanceof OfflineError) || signal?.aborted || (attempt >= TRIES && navigator.onLine)) throw failure;
      progress('waiting', reached, sealed.size);
      await connection(signal, Math.min(1_000 * 2 ** attempt, 8_000));
    }
  }
}

/** A store that is busy or cannot be reached is tried again. */
async function put(place, sealed, progress, signal) {
  try {
    await vault.send(place, sealed, progress, signal);
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw failure.status < 500 ? new ApiError(failure.status, {}) : new OfflineError(String(failure));
  }
}
