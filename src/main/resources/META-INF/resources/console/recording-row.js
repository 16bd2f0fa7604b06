// One recording in the list.
import { h, icon } from './dom.js';
import { formatClock, formatDateTime, formatRelative, formatSize } from './format.js';
import { linkDialog } from './link.js';
import { isLocked } from './locked.js';
import { toast } from './messages.js';
import * as player from './player.js';
import { text } from './text.js';
import { busy, iconButton } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

export const nameOf = (file) => file.file_name || t.unnamed;

/** A row element with the properties `file` and `refresh()`; `discard(file)` is called to delete it. */
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
    if (isLocked(file)) {
      const unlock = document.querySelector('.locked-card');
      unlock?.scrollIntoView({ block: 'start' });
      unlock?.querySelector('input[type=radio]:checked')?.focus({ preventScroll: true });
    } else if (player.isActive(file.file_id)) {
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
  const link = iconButton(t.linkOf(name), 'link', { on: { click: () => linkDialog(file, name) } });
  const pill = h('span', { class: 'pill pill-warn', hidden: true });
  const refresh = () => {
    const locked = isLocked(file);
    pill.hidden = !locked;
    pill.textContent = locked ? t.locked : '';
    // The service cannot decrypt it either.
    link.hidden = locked;
    if (player.isActive(file.file_id)) return;
    const label = locked ? t.howToUnlock(name) : t.play(name);
    toggle.replaceChildren(icon(locked ? 'lock' : 'play'));
    toggle.setAttribute('aria-label', label);
    toggle.title = label;
  };
  const element = h('li', { class: 'row' }, toggle,
    h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, name, pill), h('p', { class: 'row-details' }, details)),
    h('div', { class: 'row-tools' },
      link,
      iconButton(t.delete(name), 'trash', { on: { click: () => discard(file) } })),
    stage);
  refresh();
  return Object.assign(element, { file, refresh });
}
