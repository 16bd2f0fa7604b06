// The recordings: make, upload, list, play, link, delete.
import { ApiError, del, get, post } from './api.js';
import { h, icon, show } from './dom.js';
import { formatClock, formatDateTime, formatRelative, formatSize, formatWait } from './format.js';
import * as player from './player.js';
import { canRecord, durationOf, record } from './recorder.js';
import * as session from './session.js';
import { text } from './text.js';
import { upload } from './upload.js';
import { button, busy, card, copy, dialog, empty, field, form, guarded, iconButton, load, passwordField, sentence, toast } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;
const PAGE = 20;

/** Uploads and deletions outlive a visit to another section. */
const uploads = new Map();
const deleting = new Map();
let listed = null;
let redrawUploads = null;

export function open(room) {
  const makeRoom = h('div', {});
  const uploadRoom = h('div', {});
  const listRoom = h('div', { class: 'list-room' });
  const list = listCard(listRoom);
  listed = list;
  const drawUploads = () => show(uploadRoom, uploads.size ? card(t.uploads, {}, h('ul', { class: 'rows' }, [...uploads.values()].map((one) => one.element))) : null);
  redrawUploads = drawUploads;
  const drawMake = () => show(makeRoom, vault.unlocked() ? makeCard() : lockCard());
  show(room, makeRoom, uploadRoom, card(t.list, {}, listRoom));
  drawMake();
  drawUploads();
  const unsubscribe = vault.subscribe(() => {
    drawMake();
    list.refresh();
  });
  list.start();
  return () => {
    unsubscribe();
    player.stop();
    listed = null;
    redrawUploads = null;
  };
}

function lockCard(byRecovery = false) {
  const account = { user_id: session.current().user.user_id, ...session.current() };
  if (!account.audio_key) return card(t.unlock, {}, h('p', { class: 'hint' }, t.noKey));
  const name = byRecovery ? 'recovery' : 'password';
  const element = card(t.unlock, { hint: byRecovery ? t.recoveryHint : t.unlockHint, class: 'lock-card' }, form({
    fields: [
      h('input', { type: 'email', class: 'visually-hidden', autocomplete: 'username', value: account.user.email, readonly: true, tabindex: '-1', 'aria-hidden': 'true' }),
      byRecovery ? field(t.recovery, { name, autocomplete: 'off', spellcheck: 'false', class: 'mono' }) : passwordField(),
    ],
    action: t.unlockAction,
    check: (values) => (values[name] ? {} : { [name]: text.common.required }),
    submit: async (values) => {
      try {
        await (byRecovery ? vault.unlockByRecovery(account, values[name]) : vault.unlock(account, values[name]));
      } catch (failure) {
        if (!(failure instanceof vault.WrongPasswordError)) throw failure;
        throw new ApiError(401, { error: byRecovery ? t.wrongRecovery : t.wrongPassword, field: name });
      }
    },
    more: account.audio_key.recovery_wrapped ? [button(byRecovery ? t.byPassword : t.byRecovery, { kind: 'link', on: { click: () => {
      const other = lockCard(!byRecovery);
      element.replaceWith(other);
      other.querySelector('input:not([readonly])').focus();
    } } })] : [],
  }));
  return element;
}

function makeCard() {
  const room = h('div', { class: 'make' });
  const picker = h('input', { type: 'file', accept: 'audio/*', multiple: true, class: 'visually-hidden', tabindex: '-1', 'aria-label': t.choose, on: { change: () => {
    [...picker.files].forEach(take);
    picker.value = '';
  } } });
  const idle = () => show(room,
    h('button', { type: 'button', class: 'record-button', disabled: !canRecord(), on: { click: (event) => busy(event.currentTarget, start) } },
      h('span', { class: 'record-dot' }, icon('recordings')), h('span', {}, t.record)),
    h('div', { class: 'make-side' }, picker, button(t.choose, { icon: 'upload', on: { click: () => picker.click() } }), h('p', { class: 'hint drop-hint' }, t.drop)));
  const start = async () => {
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
      if (!meter.isConnected) finish(true);
    }, 80);
    let over = false;
    const finish = async (keep) => {
      if (over) return;
      over = true;
      clearInterval(timer);
      if (keep) {
        const made = await running.stop();
        send({ ...made, name: t.newName(formatDateTime(new Date().toISOString())) });
      } else {
        await running.discard();
      }
      idle();
      room.querySelector('button')?.focus();
    };
    const stop = h('button', { type: 'button', class: 'record-button recording', on: { click: () => finish(true) } }, h('span', { class: 'record-dot' }), h('span', {}, t.stop));
    show(room, stop, h('div', { class: 'make-side' }, h('div', { class: 'level-row' }, meter, clock), button(t.discard, { kind: 'link', on: { click: () => finish(false) } })));
    stop.focus();
  };
  idle();
  const element = card(t.record, { class: 'make-card' }, room);
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('dropping');
  });
  element.addEventListener('dragleave', () => element.classList.remove('dropping'));
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('dropping');
    [...event.dataTransfer.files].forEach(take);
  });
  return element;
}

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

async function take(file) {
  if (!/^(audio|video)\//.test(file.type)) {
    toast(t.notAudio, { kind: 'error' });
    return;
  }
  send({ blob: file, name: file.name.slice(0, 255), type: file.type.split(';')[0], durationMs: await durationOf(file) });
}

function send(made) {
  const id = crypto.randomUUID();
  const stop = new AbortController();
  const bar = h('progress', { max: 1, value: 0, 'aria-label': made.name });
  const state = h('p', { class: 'hint', role: 'status' }, t.encrypting(formatSize(0), formatSize(made.blob.size)));
  const tools = h('div', { class: 'row-tools' });
  const element = h('li', { class: 'row upload' }, h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, made.name), bar, state), tools);
  const close = () => {
    uploads.delete(id);
    redrawUploads?.();
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
        // Encryption is the first tenth of the bar; it is fast beside any network.
        bar.value = stage === 'encrypting' ? (done / all) * 0.1 : 0.1 + (done / all) * 0.9;
        state.textContent = stage === 'registering' ? t.registering : t[stage](formatSize(done), formatSize(all));
      }, stop.signal);
      close();
      listed?.add(file);
      toast(t.uploaded(made.name));
    } catch (failure) {
      if (stop.signal.aborted) return;
      element.classList.add('failed');
      state.textContent = `${t.failed}. ${sentence(failure)}`;
      show(tools, button(text.common.retry, { 'aria-label': t.retryUpload(made.name), on: { click: run } }), cancel);
    }
  };
  uploads.set(id, { element, stop });
  redrawUploads?.();
  run();
}

addEventListener('beforeunload', (event) => {
  if (uploads.size) event.preventDefault();
});

session.subscribe((event) => {
  if (event === 'leaving') return Promise.all([...deleting.values()].map(({ finish }) => finish(false)));
  if (event === 'logout') {
    uploads.forEach(({ stop }) => stop.abort(new DOMException('logged out', 'AbortError')));
    uploads.clear();
    deleting.clear();
  }
  return null;
});

function listCard(room) {
  let files = [];
  let cursor = null;
  const rows = h('ul', { class: 'rows' });
  const more = button(text.common.more, { on: { click: () => busy(more, () => guarded(async () => {
    const focusAt = rows.childElementCount;
    await page();
    rows.children[focusAt]?.querySelector('button')?.focus();
  })) } });
  const page = async () => {
    const { data } = await get(`/api/user/audio-files?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    const fresh = data.audio_files.filter((file) => !files.some((one) => one.file_id === file.file_id) && !deleting.has(file.file_id));
    files.push(...fresh);
    cursor = data.next_cursor ?? null;
    draw(fresh);
  };
  const draw = (fresh = null) => {
    more.hidden = !cursor;
    if (!files.length && !cursor) {
      show(room, empty('recordings', t.empty, t.emptyHint));
      return;
    }
    if (fresh) rows.append(...fresh.map((file) => fileRow(file, remove)));
    else show(rows, files.map((file) => fileRow(file, remove)));
    if (!rows.isConnected) show(room, rows, h('div', { class: 'actions centered' }, more));
  };
  const remove = (file) => {
    const at = files.findIndex((one) => one.file_id === file.file_id);
    files.splice(at, 1);
    if (player.isActive(file.file_id)) player.stop();
    draw();
    const send = (keepalive) => del(`/api/audio-file/${encodeURIComponent(file.file_id)}`, { keepalive }).catch((failure) => {
      if (failure.status !== 404) throw failure;
    });
    const name = nameOf(file);
    const { finish } = toast(t.deleted(name), { undo: true, done: async (undone) => {
      deleting.delete(file.file_id);
      if (!session.current()) return;
      if (undone || !(await guarded(() => send(false)))) listed?.add(file);
    } });
    deleting.set(file.file_id, { finish, send });
  };
  return {
    start: () => {
      files = [];
      cursor = null;
      rows.replaceChildren();
      load(room, async () => {
        await page();
        return null;
      }, 4);
    },
    refresh: () => draw(),
    add: (file) => {
      files = [...files.filter((one) => one.file_id !== file.file_id), file].sort((one, other) => new Date(other.uploaded_at) - new Date(one.uploaded_at));
      draw();
    },
  };
}

/** Somebody who leaves has made up their mind about deletions. */
addEventListener('pagehide', () => {
  for (const { send } of deleting.values()) send(true).catch(() => {});
});

const nameOf = (file) => file.file_name || t.unnamed;

function fileRow(file, remove) {
  const name = nameOf(file);
  const stage = h('div', { class: 'stage' });
  const toggle = iconButton(t.play(name), 'play', { class: 'play-button' });
  const changed = (playing, closed) => {
    toggle.replaceChildren(icon(playing ? 'pause' : 'play'));
    toggle.setAttribute('aria-label', playing ? t.pause(name) : t.play(name));
    toggle.title = playing ? t.pause(name) : t.play(name);
    element.classList.toggle('open', !closed);
  };
  toggle.addEventListener('click', () => {
    if (player.isActive(file.file_id)) {
      player.toggle();
    } else if (!vault.unlocked()) {
      toast(t.lockedPlay);
      document.querySelector('.lock-card input[type=password]')?.focus();
    } else {
      element.classList.add('open');
      busy(toggle, () => player.play(file, stage, name, {
        changed,
        failed: (message) => {
          changed(false, true);
          toast(message, { kind: 'error' });
        },
      })).then(() => {
        if (document.activeElement === document.body) toggle.focus();
      });
    }
  });
  const details = [
    h('time', { datetime: file.uploaded_at, title: formatDateTime(file.uploaded_at) }, formatRelative(file.uploaded_at)),
    file.duration_ms ? h('span', {}, formatClock(file.duration_ms / 1000)) : null,
    Number.isFinite(file.file_size) ? h('span', {}, formatSize(file.file_size)) : null,
  ];
  const element = h('li', { class: 'row' }, toggle,
    h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, name), h('p', { class: 'row-details' }, details)),
    h('div', { class: 'row-tools' },
      iconButton(t.linkOf(name), 'link', { on: { click: () => linkDialog(file, name) } }),
      iconButton(t.delete(name), 'trash', { on: { click: () => remove(file) } })),
    stage);
  return element;
}

function linkDialog(file, name) {
  let timer;
  return dialog(t.link, (close) => {
    const room = h('div', { class: 'stack-tight' });
    const ask = () => show(room,
      h('p', { class: 'lead' }, h('strong', {}, name), '. ', t.linkHint),
      form({
        fields: [passwordField(t.linkPassword)],
        action: t.linkMake,
        place: { 'invalid-password': 'password', 'password-required': 'password' },
        check: (values) => (values.password ? {} : { password: text.common.required }),
        submit: async (values) => {
          const { data, response } = await post('/api/decrypt-audio', { password: values.password, file_id: file.file_id });
          const now = new Date(response.headers.get('Date') ?? Date.now()).getTime();
          ready(data.download_url, Date.now() + (new Date(data.expires_at).getTime() - now));
        },
        more: [button(text.common.cancel, { on: { click: () => close() } })],
      }));
    const ready = (url, ends) => {
      const address = new URL(url, location.href).href;
      const left = h('p', { class: 'hint', role: 'timer' });
      const copyButton = button(text.common.copy, { kind: 'primary', icon: 'copy', class: 'dialog-first', on: { click: () => copy(address) } });
      const shown = field(t.linkReady, { name: 'link', value: address, readonly: true, class: 'mono', on: { focus: (event) => event.target.select() } });
      const tick = () => {
        const seconds = (ends - Date.now()) / 1000;
        if (seconds > 0) {
          left.textContent = t.linkExpires(formatWait(seconds));
          return;
        }
        clearInterval(timer);
        left.textContent = t.linkExpired;
        copyButton.disabled = true;
        shown.input.disabled = true;
      };
      show(room, shown, left, h('div', { class: 'actions' }, copyButton, button(text.common.close, { on: { click: () => close() } })));
      tick();
      timer = setInterval(tick, 1000);
      copyButton.focus();
    };
    ask();
    return [room];
  }).then(() => clearInterval(timer));
}
