// A service worker that answers /console/play/<file id> with the decrypted bytes of a recording, range by range, so that an
// <audio> element can play and seek without a full download. The worker stores no secret: for each recording the page
// passes a key that cannot be exported.
'use strict';

const PATH = '/console/play/';
const HEADER = 56;
const PLAIN = 16_384;
const SEALED = PLAIN + 16;
/** Bytes of ciphertext per request to S3: about two minutes of speech. */
const PIECE = 64;

class Damaged extends Error {}

const sources = new Map();

self.addEventListener('install', (event) => {
  self.skipWaiting();
  // Tell browsers with the Static Routing API that no other request goes through this worker.
  event.addRoutes?.({ condition: { not: { urlPattern: { pathname: `${PATH}*` } } }, source: 'network' })?.catch(() => {});
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ data }) => {
  if (data.forget === true) sources.clear();
  else sources.delete(data.forget);
});
self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin === self.location.origin && pathname.startsWith(PATH)) {
    event.respondWith(answer(event, pathname.slice(PATH.length)).catch(() => new Response(null, { status: 502 })));
  }
});

async function answer(event, id) {
  const source = await sourceOf(event.clientId, id, false);
  const range = parseRange(event.request.headers.get('Range'), source.length);
  if (!range) return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${source.length}` } });
  const { from, to, partial } = range;
  const headers = {
    'Content-Type': source.type,
    'Content-Length': String(to - from + 1),
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
  };
  if (partial) headers['Content-Range'] = `bytes ${from}-${to}/${source.length}`;
  return new Response(plaintext(event.clientId, id, from, to), { status: partial ? 206 : 200, headers });
}

function parseRange(header, length) {
  const given = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!given || (!given[1] && !given[2])) return length ? { from: 0, to: length - 1, partial: false } : null;
  const from = given[1] ? Number(given[1]) : Math.max(0, length - Number(given[2]));
  const to = given[1] && given[2] ? Math.min(Number(given[2]), length - 1) : length - 1;
  return from <= to ? { from, to, partial: true } : null;
}

/** Plaintext bytes `from` to `to`. A piece is fetched only when the player needs it; a seek cancels the rest. */
function plaintext(client, id, from, to) {
  let chunk = Math.floor(from / PLAIN);
  const last = Math.floor(to / PLAIN);
  const stop = new AbortController();
  return new ReadableStream({
    async pull(controller) {
      try {
        const until = Math.min(last, chunk + PIECE - 1);
        const sealed = await fetchChunks(client, id, chunk, until, stop.signal);
        const source = await sourceOf(client, id, false);
        for (let at = 0; chunk <= until; chunk++, at += SEALED) {
          const opened = await open(source, chunk, sealed.subarray(at, at + SEALED));
          const start = chunk * PLAIN;
          controller.enqueue(opened.subarray(Math.max(0, from - start), Math.min(opened.length, to + 1 - start)));
        }
        if (chunk > last) controller.close();
      } catch (failure) {
        // The player would wait forever for more bytes, so the worker reports the failure to the page.
        if (!stop.signal.aborted) {
          const page = await self.clients.get(client);
          page?.postMessage({ failed: id, damaged: failure instanceof Damaged });
        }
        throw failure;
      }
    },
    cancel() {
      stop.abort();
    },
  }, { highWaterMark: 0 });
}

async function fetchChunks(client, id, first, last, signal) {
  for (let attempt = 0; ; attempt++) {
    const source = await sourceOf(client, id, attempt === 1);
    const start = HEADER + first * SEALED;
    const end = Math.min(HEADER + (last + 1) * SEALED, source.size) - 1;
    try {
      const response = await fetch(source.url, { headers: { Range: `bytes=${start}-${end}` }, signal, cache: 'no-store', credentials: 'omit' });
      if (response.status === 206) {
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (bytes.length === end - start + 1) return bytes;
      } else if (response.status === 200) {
        return new Uint8Array(await response.arrayBuffer()).subarray(start, end + 1);
      }
    } catch (failure) {
      if (signal.aborted) throw failure;
    }
    // The link can be expired: the second attempt asks for a new one. Further attempts bridge a lost connection.
    if (attempt >= 5) throw new Error('the store does not answer');
    await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
  }
}

async function open(source, number, sealed) {
  const iv = source.nonce.slice();
  for (let at = iv.length - 1, rest = number; rest > 0; at--, rest = Math.floor(rest / 256)) iv[at] ^= rest % 256;
  const opened = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, source.key, sealed).catch(() => {
    throw new Damaged();
  }));
  // Only the last chunk is short, and it always is: any other layout was truncated or forged.
  const last = number === Math.floor(source.length / PLAIN);
  if (opened.length !== (last ? source.length % PLAIN : PLAIN)) throw new Damaged();
  return opened;
}

/** Asks the page for a recording: `{ url, size, length, type, key, nonce }`. The browser can stop the worker at any time, so nothing is kept. */
async function sourceOf(clientId, id, fresh) {
  if (!fresh && sources.has(id)) return sources.get(id);
  const client = await self.clients.get(clientId);
  if (!client) throw new Error('no page to ask');
  const source = await new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    setTimeout(() => reject(new Error('the page does not answer')), 20_000);
    port1.onmessage = ({ data }) => (data ? resolve(data) : reject(new Error('not unlocked')));
    client.postMessage({ play: id, fresh }, [port2]);
  });
  sources.set(id, source);
  return source;
}
