// Plays one recording at a time.
import { h, show } from './dom.js';
import { formatClock, formatNumber } from './format.js';
import { addressOf, release, whenFailed } from './play-source.js';
import { text } from './text.js';
import * as vault from './vault.js';
import { drawWave } from './waveform.js';

const t = text.recordings;
let active = null;

export const isActive = (id) => active?.id === id;

export function stop() {
  active?.close();
  active = null;
}

whenFailed((id, damaged) => {
  if (isActive(id)) active.fail(damaged ? t.damaged : t.unplayable);
});

/** Why `failure` keeps a recording from being played. */
export const reasonOf = (failure, otherwise = t.unplayable) =>
  (failure.code === 'object-missing' ? t.missing : failure instanceof vault.DamagedError ? t.damaged : otherwise);

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
let speed = 1;
/** Seconds that an arrow key moves. */
const STEP = 5;

/**
 * Opens the player of `file` in `container` and starts it. Calls `changed(playing, closed)` when it plays, pauses or closes,
 * and `failed(message)` when the file cannot be played.
 */
export async function play(file, container, name, { changed, failed }) {
  stop();
  const audio = h('audio', { preload: 'auto' });
  const canvas = h('canvas', { class: 'wave', role: 'img', 'aria-label': t.waveform });
  const seek = h('input', { type: 'range', min: 0, max: 1000, step: 1, value: 0, class: 'seek', 'aria-label': t.seek(name) });
  const clock = h('span', { class: 'clock' }, formatClock(0));
  const rate = h('select', { class: 'speed', 'aria-label': t.speed(name), on: { change: () => {
    speed = Number(rate.value);
    audio.playbackRate = speed;
  } } }, SPEEDS.map((one) => h('option', { value: one }, t.times(formatNumber(one)))));
  rate.value = speed;
  show(container, canvas, h('div', { class: 'seek-row' }, seek, clock, rate));
  let address = null;
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
      release(address);
      show(container);
      changed(false, true);
    },
  };
  active = me;
  // The element fires its last events after it was removed.
  const told = (playing) => active === me && changed(playing, false);
  const goTo = (seconds) => {
    if (length()) audio.currentTime = Math.min(length(), Math.max(0, seconds));
    position();
  };
  seek.addEventListener('input', () => goTo((Number(seek.value) / 1000) * length()));
  // A step of the slider would be a thousandth of the recording.
  seek.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
    if (event.key === ' ') me.toggle();
    else if (by) goTo(audio.currentTime + by);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener('click', (event) => goTo((event.offsetX / canvas.clientWidth) * length()));
  audio.addEventListener('timeupdate', position);
  audio.addEventListener('durationchange', position);
  audio.addEventListener('play', () => told(true));
  audio.addEventListener('pause', () => told(false));
  audio.addEventListener('ended', () => told(false));
  audio.addEventListener('error', () => {
    if (active === me && audio.getAttribute('src')) me.fail(t.unplayable);
  });
  try {
    const [found, { peaks }] = await Promise.all([addressOf(file), vault.openDetails(file)]);
    address = found;
    if (active !== me) {
      release(address);
      return;
    }
    audio.src = address;
    audio.defaultPlaybackRate = speed;
    audio.playbackRate = speed;
    const draw = drawWave(audio, canvas, length, typeof peaks === 'string' && peaks ? peaks : null);
    const loop = () => {
      draw();
      frame = requestAnimationFrame(loop);
    };
    loop();
    await audio.play();
  } catch (failure) {
    if (active !== me || failure.name === 'AbortError') return;
    me.fail(reasonOf(failure));
  }
}

export const toggle = () => active?.toggle();
