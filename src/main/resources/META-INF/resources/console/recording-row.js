// One recording in the list.
import { patch } from './api.js';
import { dialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { field, filled, form } from './fields.js';
import { formatClock, formatDateTime, formatRelative, formatSize } from './format.js';
import { linkDialog } from './link.js';
import { isLocked } from './locked.js';
import { toast } from './messages.js';
import { wholeRecording } from './play-source.js';
import * as player from './player.js';
import { text } from './text.js';
import { busy, button, download, iconButton } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

export const nameOf = (file) => file.file_name || t.unnamed;

const ENDINGS = { 'audio/webm': 'webm', 'audio/mp4': 'm4a', 'audio/ogg': 'ogg', 'audio/mpeg': 'mp3', 'audio/wav': 'wav' };

/** A name for the file system: a recording of the microphone has no ending. */
function fileNameOf(file) {
  const name = nameOf(file).replace(/[\\/:*?"<>|]+/g, '-');
  const ending = ENDINGS[file.content_type];
  return ending && !/\.\w{2,4}$/.test(name) ? `${name}.${ending}` : name;
}

/** Whether recordings can be decrypted now; otherwise says what to do. */
function unlockFirst(message) {
  if (vault.unlocked()) return true;
  toast(message);
  document.querySelector('.lock-card input[type=password]')?.focus();
  return false;
}

/** Asks for another name; `renamed(file)` gets the changed record. */
const renameDialog = (file, renamed) => dialog(t.renameTitle, (close) => form({
  fields: [field(t.name, { name: 'file_name', value: nameOf(file), maxlength: 255, autocomplete: 'off' })],
  action: text.common.save,
  check: ({ file_name: name }) => filled({ file_name: name.trim() }),
  submit: async ({ file_name: name }) => {
    const { data } = await patch(`/api/audio-file/${encodeURIComponent(file.file_id)}`, { file_name: name.trim() });
    close();
    renamed(data.audio_file);
    toast(t.renamed);
  },
  more: [button(text.common.cancel, { on: { click: () => close() } })],
}));

/** A row element with the properties `file` and `refresh()`; `discard(file)` is called to delete it, `renamed(file)` after a change. */
export function recordingRow(file, discard, renamed) {
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
    if (isLocked(file)) {
      const unlock = document.querySelector('.locked-card');
      unlock?.scrollIntoView({ block: 'start' });
      unlock?.querySelector('input[type=radio]:checked')?.focus({ preventScroll: true });
    } else if (player.isActive(file.file_id)) {
      player.toggle();
    } else if (unlockFirst(t.lockedPlay)) {
      element.classList.add('open');
      busy(toggle, () => player.play(file, stage, name, {
        changed,
        failed: (message) => {
          changed(false, true);
          toast(message, { kind: 'error' });
        },
      }));
    }
  });
  const details = [
    h('time', { datetime: file.uploaded_at, title: formatDateTime(file.uploaded_at) }, formatRelative(file.uploaded_at)),
    file.duration_ms ? h('span', {}, formatClock(file.duration_ms / 1000)) : null,
    Number.isFinite(file.file_size) ? h('span', {}, formatSize(file.file_size)) : null,
  ];
  const link = iconButton(t.linkOf(name), 'link', { on: { click: () => linkDialog(file, name) } });
  const save = iconButton(t.download(name), 'download', { on: { click: () => unlockFirst(t.lockedDownload) && busy(save, async () => {
    try {
      download(await wholeRecording(file), fileNameOf(file));
    } catch (failure) {
      toast(player.reasonOf(failure, t.notDownloaded), { kind: 'error' });
    }
  }) } });
  const pill = h('span', { class: 'pill pill-warn', hidden: true });
  const refresh = () => {
    const locked = isLocked(file);
    pill.hidden = !locked;
    pill.textContent = locked ? t.locked : '';
    // The service cannot decrypt it either.
    link.hidden = locked;
    save.hidden = locked;
    if (player.isActive(file.file_id)) return;
    const label = locked ? t.howToUnlock(name) : t.play(name);
    toggle.replaceChildren(icon(locked ? 'lock' : 'play'));
    toggle.setAttribute('aria-label', label);
    toggle.title = label;
  };
  const element = h('li', { class: 'row row-wrap' }, toggle,
    h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, name, pill), h('p', { class: 'row-details' }, details)),
    h('div', { class: 'row-tools' },
      link, save,
      iconButton(t.rename(name), 'edit', { 'data-rename': '', on: { click: () => renameDialog(file, renamed) } }),
      iconButton(t.delete(name), 'trash', { on: { click: () => discard(file) } })),
    stage);
  refresh();
  return Object.assign(element, { file, refresh });
}
