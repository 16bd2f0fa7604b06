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
  const size = vault.sealedLength(blob.size);
  const peaks = await peaksOf(blob, durationMs);
  let refused = 0;
  // The recording is kept as long as the page is open.
  const wait = (done) => ({ signal, patient: Infinity, waiting: () => progress('waiting', done, size) });
  for (;;) {
    const { data: place } = await post('/api/audio-file/upload-url', { file_name: name, content_type: type, file_size: size }, wait(0));
    const keyId = vault.currentKeyId();
    const sealed = await vault.seal(blob, place.s3_key, keyId, (done) => progress('encrypting', done, blob.size), signal);
    try {
      await send(place, sealed, type, progress, signal);
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

async function send(place, sealed, type, progress, signal) {
  let reached = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      await put(place, sealed, type, (done) => {
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

/** XMLHttpRequest, because fetch reports no upload progress. */
function put(place, sealed, type, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(place.method ?? 'PUT', place.upload_url);
    for (const [name, value] of Object.entries(place.headers ?? { 'content-type': type })) {
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.addEventListener('progress', (event) => progress(event.loaded));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve();
      else if (request.status >= 500) reject(new OfflineError(`the store answered ${request.status}`));
      else reject(new ApiError(request.status, {}));
    });
    request.addEventListener('error', () => reject(new OfflineError('the store cannot be reached')));
    request.addEventListener('abort', () => reject(signal.reason));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(sealed);
  });
}
