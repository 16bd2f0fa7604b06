// One recording in the list.
import { h, icon } from './dom.js';
import { formatClock, formatDateTime, formatRelative, formatSize } from './format.js';
import { linkDialog } from './link.js';
import { toast } from './messages.js';
import * as player from './player.js';
import { text } from './text.js';
import { busy, iconButton } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

export const nameOf = (file) => file.file_name || t.unnamed;

/** An element that knows its `file`; `discard(file)` is told when it is to go. */
export function recordingRow(file, discard) {
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
      }));
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
      iconButton(t.delete(name), 'trash', { on: { click: () => discard(file) } })),
    stage);
  return Object.assign(element, { file });
}
