// Uploads in progress. They continue when the user visits another section.
import { h, show } from './dom.js';
import { formatSize } from './format.js';
import { sentence, toast } from './messages.js';
import { durationOf } from './recorder.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card, iconButton } from './ui.js';
import { hold } from './unsaved.js';
import { upload } from './upload.js';

const t = text.recordings;
const uploads = new Map();
let view = null;

/** Shows the uploads in `container` and calls `uploaded(file)` for each completed one. Returns a function that stops this. */
export function showUploads(container, uploaded) {
  view = { container, uploaded };
  draw();
  return () => {
    view = null;
  };
}

function draw() {
  hold('uploads', uploads.size > 0 && text.unsaved.upload);
  if (view) show(view.container, uploads.size ? card(t.uploads, {}, h('ul', { class: 'rows' }, [...uploads.values()].map((one) => one.element))) : null);
}

/** Accepts a chosen file if it is an audio file. */
export async function takeFile(file) {
  if (!/^(audio|video)\//.test(file.type)) {
    toast(t.notAudio, { kind: 'error' });
    return;
  }
  sendRecording({ blob: file, name: file.name.slice(0, 255), type: file.type.split(';')[0], durationMs: await durationOf(file) });
}

/** Encrypts and uploads `{ blob, name, type, durationMs }`. */
export function sendRecording(made) {
  const id = crypto.randomUUID();
  const stop = new AbortController();
  const bar = h('progress', { max: 1, value: 0, 'aria-label': made.name });
  const state = h('p', { class: 'hint', role: 'status' }, navigator.onLine ? t.encrypting(formatSize(0), formatSize(made.blob.size)) : t.waiting(formatSize(0), formatSize(made.blob.size)));
  const tools = h('div', { class: 'row-tools' });
  const element = h('li', { class: 'row upload' }, h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, made.name), bar, state), tools);
  const close = () => {
    uploads.delete(id);
    draw();
  };
  const cancel = iconButton(t.cancelUpload(made.name), 'close', { on: { click: () => {
    stop.abort(new DOMException('cancelled', 'AbortError'));
    close();
  } } });
  const run = async () => {
    show(tools, cancel);
    element.classList.remove('failed');
    try {
      const file = await upload(made, (stage, done, all) => {
        // Encryption is the first tenth of the progress bar: it is much faster than the network.
        bar.value = stage === 'encrypting' ? (done / all) * 0.1 : 0.1 + (done / all) * 0.9;
        state.textContent = stage === 'registering' ? t.registering : t[stage](formatSize(done), formatSize(all));
      }, stop.signal);
      close();
      view?.uploaded(file);
      toast(t.uploaded(made.name));
    } catch (failure) {
      if (stop.signal.aborted) return;
      element.classList.add('failed');
      state.textContent = t.failed(sentence(failure));
      show(tools, button(text.common.retry, { 'aria-label': t.retryUpload(made.name), on: { click: run } }), cancel);
    }
  };
  uploads.set(id, { element, stop });
  draw();
  run();
}

session.subscribe((event) => {
  if (event !== 'logout') return;
  uploads.forEach(({ stop }) => stop.abort(new DOMException('logged out', 'AbortError')));
  uploads.clear();
});
