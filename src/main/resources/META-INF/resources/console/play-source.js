// Provides the audio source of a recording: play-worker.js, which asks this page for the decryption key.
import { get } from './api.js';
import * as vault from './vault.js';

const WORKER = '/console/play-worker.js';
/** How long to wait, in milliseconds, until the service worker controls this page. */
const TAKEOVER = 10_000;
const known = new Map();
let worker = null;
let failed = () => {};

const trusted = globalThis.trustedTypes?.createPolicy('vestibule-worker', { createScriptURL: (path) => {
  if (path === WORKER) return path;
  throw new TypeError('not a worker of ours');
} });

/** A URL at which `file` can be played. Call `release` afterwards. */
export async function addressOf(file) {
  known.set(file.file_id, { ...file, source: known.get(file.file_id)?.source });
  worker ??= register().catch(() => false);
  const streams = await worker;
  await source(file.file_id, false);
  // Without a service worker the whole recording is fetched and decrypted.
  return streams ? `/console/play/${encodeURIComponent(file.file_id)}` : URL.createObjectURL(await wholeRecording(file));
}

export function release(address) {
  if (address?.startsWith('blob:')) URL.revokeObjectURL(address);
}

/** `listener(id, damaged)` is called when the worker cannot continue with a recording. */
export function whenFailed(listener) {
  failed = listener;
}

/** Resolves to true if the worker controls this page. */
async function register() {
  if (!navigator.serviceWorker) return false;
  await navigator.serviceWorker.register(trusted ? trusted.createScriptURL(WORKER) : WORKER, { scope: '/' });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      setTimeout(resolve, TAKEOVER);
    });
  }
  return Boolean(navigator.serviceWorker.controller);
}

navigator.serviceWorker?.addEventListener('message', async ({ data, ports }) => {
  if (data.failed) failed(data.failed, data.damaged);
  if (data.play) ports[0].postMessage(await source(data.play, data.fresh).catch(() => null));
});

vault.subscribe(() => {
  if (vault.unlocked()) return;
  known.clear();
  worker = null;
});

async function source(id, fresh) {
  const file = known.get(id);
  if (!file) throw new Error('not one of this page');
  if (!file.source || fresh) {
    const { data } = await get(`/api/audio-file/${encodeURIComponent(id)}/download-url`);
    const first = await vault.headerLength();
    const response = await fetch(data.download_url, { headers: { Range: `bytes=0-${first - 1}` }, cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(`the store answered ${response.status}`);
    const header = new Uint8Array(await response.arrayBuffer()).subarray(0, first);
    const size = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? file.file_size);
    const opened = await vault.openHeader(header, file, size);
    file.source = { url: data.download_url, size, type: file.content_type || 'audio/webm', ...opened };
  }
  return file.source;
}

/** The whole recording, decrypted in this browser. */
export async function wholeRecording(file) {
  known.set(file.file_id, { ...file, source: known.get(file.file_id)?.source });
  const { url, type } = await source(file.file_id, true);
  const response = await fetch(url, { cache: 'no-store', credentials: 'omit' });
  const plain = await vault.openAll(response.body, file);
  return new Blob([plain], { type });
}
