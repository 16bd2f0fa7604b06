// Plays one recording at a time: the sound comes through play-worker.js, the waveform from an AnalyserNode.
import { get } from './api.js';
import { h, show } from './dom.js';
import { formatClock } from './format.js';
import { text } from './text.js';
import * as vault from './vault.js';

const t = text.recordings;
const HEADER = 56;
const known = new Map();
let worker = null;
let active = null;
let sound = null;

const trusted = globalThis.trustedTypes?.createPolicy('vestibule-worker', { createScriptURL: (path) => {
  if (path === '/console/play-worker.js') return path;
  throw new TypeError('not a worker of ours');
} });

function register() {
  worker ??= (async () => {
    if (!navigator.serviceWorker) return false;
    const path = '/console/play-worker.js';
    await navigator.serviceWorker.register(trusted ? trusted.createScriptURL(path) : path, { scope: '/' });
    navigator.serviceWorker.addEventListener('message', async ({ data, ports }) => {
      if (data.failed && isActive(data.failed)) active.fail(data.damaged ? t.damaged : t.unplayable);
      if (!data.play) return;
      try {
        ports[0].postMessage(await source(data.play, data.fresh));
      } catch {
        ports[0].postMessage(null);
      }
    });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
        setTimeout(resolve, 3_000);
      });
    }
    return Boolean(navigator.serviceWorker.controller);
  })().catch(() => false);
  return worker;
}

/** No worker of ours stays where nobody is logged in. */
export async function forget() {
  stop();
  known.clear();
  worker = null;
  const registration = await navigator.serviceWorker?.getRegistration('/');
  registration?.active?.postMessage({ forget: true });
  await registration?.unregister();
}

async function source(id, fresh) {
  const file = known.get(id);
  if (!file) throw new Error('not one of this page');
  if (!file.source || fresh) {
    const { data } = await get(`/api/audio-file/${encodeURIComponent(id)}/download-url`);
    const response = await fetch(data.download_url, { headers: { Range: `bytes=0-${HEADER - 1}` }, cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(`the store answered ${response.status}`);
    const header = new Uint8Array(await response.arrayBuffer()).subarray(0, HEADER);
    const size = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? file.file_size);
    const opened = await vault.openHeader(header, file.s3_key);
    file.source = { url: data.download_url, size, length: vault.plainLength(size), type: file.content_type || 'audio/webm', ...opened };
  }
  return file.source;
}

/** Where there is no service worker the recording is decrypted as a whole. */
async function wholeUrl(id) {
  const { url, type } = await source(id, false);
  const response = await fetch(url, { cache: 'no-store', credentials: 'omit' });
  const plain = await vault.openAll(response.body, known.get(id).s3_key);
  return URL.createObjectURL(new Blob([plain], { type }));
}

export const isActive = (id) => active?.id === id;

export function stop() {
  active?.close();
  active = null;
}

/**
 * Opens the player of `file` in `room` and starts it. `changed(playing)` is told when it plays or pauses; `ended(message)`
 * when it is over or failed.
 */
export async function play(file, room, name, { changed, failed }) {
  stop();
  known.set(file.file_id, { ...file, source: known.get(file.file_id)?.source });
  const audio = h('audio', { preload: 'auto' });
  const canvas = h('canvas', { class: 'wave', role: 'img', 'aria-label': t.waveform });
  const seek = h('input', { type: 'range', min: 0, max: 1000, step: 1, value: 0, class: 'seek', 'aria-label': t.seek(name) });
  const clock = h('span', { class: 'clock' }, formatClock(0));
  show(room, canvas, h('div', { class: 'seek-row' }, seek, clock));
  let objectUrl = null;
  let frame = 0;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : (file.duration_ms ?? 0) / 1000);
  const position = () => {
    const all = length();
    if (!seek.matches(':active')) seek.value = all ? Math.round((audio.currentTime / all) * 1000) : 0;
    clock.textContent = `${formatClock(audio.currentTime)} / ${formatClock(all)}`;
    seek.setAttribute('aria-valuetext', t.position(formatClock(audio.currentTime), formatClock(all)));
  };
  const me = {
    id: file.file_id,
    fail: (message) => {
      stop();
      failed(message);
    },
    toggle: () => (audio.paused ? audio.play() : audio.pause()),
    close: () => {
      cancelAnimationFrame(frame);
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      if (objectUrl) URL.revokeObjectURL(objectUrl);
      show(room);
      changed(false, true);
    },
  };
  active = me;
  seek.addEventListener('input', () => {
    if (length()) audio.currentTime = (Number(seek.value) / 1000) * length();
    position();
  });
  audio.addEventListener('timeupdate', position);
  audio.addEventListener('durationchange', position);
  audio.addEventListener('play', () => changed(true));
  audio.addEventListener('pause', () => changed(false));
  audio.addEventListener('ended', () => changed(false));
  audio.addEventListener('error', () => {
    if (active === me && audio.getAttribute('src')) me.fail(t.unplayable);
  });
  try {
    const streams = await register();
    await source(file.file_id, false);
    if (active !== me) return;
    if (streams) audio.src = `/console/play/${encodeURIComponent(file.file_id)}`;
    else audio.src = objectUrl = await wholeUrl(file.file_id);
    const draw = listen(audio, canvas, length);
    const loop = () => {
      draw();
      frame = requestAnimationFrame(loop);
    };
    loop();
    await audio.play();
  } catch (failure) {
    if (active !== me || failure.name === 'AbortError') return;
    me.fail(failure instanceof vault.DamagedError ? t.damaged : t.unplayable);
  }
}

export const toggle = () => active?.toggle();

/**
 * Connects the element to the loudspeaker by way of an analyser. Returns a function that draws what was heard so far, each
 * place at its time, what is heard now among it, and dots where nothing was heard yet.
 */
function listen(audio, canvas, length) {
  sound ??= new AudioContext();
  sound.resume();
  const analyser = sound.createAnalyser();
  analyser.fftSize = 2048;
  sound.createMediaElementSource(audio).connect(analyser).connect(sound.destination);
  const samples = new Uint8Array(analyser.fftSize);
  const pen = canvas.getContext('2d');
  const heard = new Map();
  let last = -1;
  return () => {
    const scale = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const step = 4 * scale;
    const count = Math.max(1, Math.floor(width / step));
    const here = Math.min(count - 1, Math.floor((audio.currentTime / (length() || 1)) * count));
    if (!audio.paused) {
      analyser.getByteTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample - 128) / 128);
      // A frame may cover several places, but a seek does not.
      const from = here > last && here - last < 16 ? last + 1 : here;
      for (let at = from; at <= here; at++) heard.set(at, Math.max(peak, heard.get(at) ?? 0));
      last = here;
    }
    const loudest = Math.max(0.1, ...heard.values());
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    for (let at = 0; at < count; at++) {
      const tall = Math.max(2 * scale, ((heard.get(at) ?? 0) / loudest) * height);
      pen.globalAlpha = at <= here && heard.has(at) ? 1 : 0.35;
      pen.beginPath();
      pen.roundRect(at * step + scale / 2, (height - tall) / 2, step - scale, tall, step / 2);
      pen.fill();
    }
  };
}
