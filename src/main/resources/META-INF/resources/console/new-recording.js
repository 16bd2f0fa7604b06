// Creates recordings: with the microphone, from a chosen file or from a dropped file.
import { h, icon, show } from './dom.js';
import { formatClock, formatDateTime } from './format.js';
import { toast } from './messages.js';
import { canRecord, record } from './recorder.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, busy, card } from './ui.js';
import { hold } from './unsaved.js';
import { sendRecording, takeFile } from './uploads.js';

const t = text.recordings;

/** The card with the microphone and the file chooser. */
export function makeCard() {
  const container = h('div', { class: 'make' });
  const picker = h('input', { type: 'file', accept: 'audio/*', multiple: true, class: 'visually-hidden', tabindex: '-1', 'aria-label': t.choose, on: { change: () => {
    [...picker.files].forEach(takeFile);
    picker.value = '';
  } } });
  const idle = () => show(container,
    h('button', { type: 'button', class: 'record-button', disabled: !canRecord(), on: { click: (event) => busy(event.currentTarget, () => useMicrophone(container, idle)) } },
      h('span', { class: 'record-dot' }, icon('recordings')), h('span', {}, t.record)),
    h('div', { class: 'make-side' }, picker, button(t.choose, { icon: 'upload', on: { click: () => picker.click() } }), h('p', { class: 'hint drop-hint' }, t.drop)));
  idle();
  const element = card(t.record, { class: 'make-card' }, container);
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('dropping');
  });
  element.addEventListener('dragleave', () => element.classList.remove('dropping'));
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('dropping');
    [...event.dataTransfer.files].forEach(takeFile);
  });
  return element;
}

/** Records in `container`, with a level meter and a clock, until the user stops or discards; then `idle` restores the container. */
async function useMicrophone(container, idle) {
  let running;
  try {
    running = await record();
  } catch (failure) {
    toast(failure.name === 'NotFoundError' ? t.microphoneMissing : t.microphoneDenied, { kind: 'error' });
    return;
  }
  const clock = h('span', { class: 'clock', role: 'timer', 'aria-label': t.recording }, formatClock(0));
  const meter = h('canvas', { class: 'level', 'aria-hidden': 'true' });
  const draw = levels(meter, running);
  const timer = setInterval(() => {
    clock.textContent = formatClock(running.elapsed() / 1000);
    draw();
    // Leaving the section saves the recording. Logging out discards it, so that the next user does not get it.
    if (!meter.isConnected) finish(Boolean(session.current()));
  }, 80);
  let over = false;
  hold('recording', text.unsaved.recording);
  const finish = async (keep) => {
    if (over) return;
    over = true;
    clearInterval(timer);
    if (keep) {
      const made = await running.stop();
      sendRecording({ ...made, name: t.newName(formatDateTime(new Date().toISOString())) });
    } else {
      await running.discard();
    }
    hold('recording', false);
    idle();
    container.querySelector('button')?.focus();
  };
  const stop = h('button', { type: 'button', class: 'record-button recording', on: { click: () => finish(true) } }, h('span', { class: 'record-dot' }), h('span', {}, t.stop));
  show(container, stop, h('div', { class: 'make-side' }, h('div', { class: 'level-row' }, meter, clock), button(t.discard, { kind: 'link', on: { click: () => finish(false) } })));
  stop.focus();
}

/** Draws the recent loudness on `canvas`; each call adds one bar. */
function levels(canvas, running) {
  const heard = [];
  const pen = canvas.getContext('2d');
  return () => {
    const scale = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (!width) return;
    if (canvas.width !== width) Object.assign(canvas, { width, height });
    heard.push(running.level());
    const bar = 4 * scale;
    while (heard.length > width / bar) heard.shift();
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    heard.forEach((level, at) => {
      const tall = Math.max(2 * scale, level * height);
      pen.fillRect(width - (heard.length - at) * bar, (height - tall) / 2, bar / 2, tall);
    });
  };
}
