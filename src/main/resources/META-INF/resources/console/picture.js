// Chooses the picture that is stored in the profile.
import { avatar, isHidden, squarePicture } from './avatar.js';
import { h, show } from './dom.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.profile;

/** `{ element, read(), draw(avatarUrl, name) }`; calls `changed` when a picture is chosen or removed. */
export function pictureEditor(avatarImage, changed) {
  const preview = h('div', { class: 'avatar-preview' });
  /** Why the picture is not shown. */
  const reason = h('p', { class: 'note', role: 'status', hidden: true });
  const explain = (said) => {
    reason.hidden = !said;
    reason.textContent = said ?? '';
  };
  const take = (image) => {
    avatarImage = image;
    changed();
  };
  const remove = button(text.common.remove, { kind: 'link', on: { click: () => take(null) } });
  const picker = h('input', { type: 'file', accept: 'image/*', class: 'visually-hidden', 'aria-label': t.choosePicture, tabindex: '-1', on: { change: async () => {
    try {
      take(await squarePicture(picker.files[0]));
    } catch {
      toast(t.pictureUnreadable, { kind: 'error' });
    }
    picker.value = '';
  } } });
  return {
    element: h('div', { class: 'avatar-row' }, preview,
      h('div', {}, h('p', { class: 'hint' }, t.pictureHint), reason,
        h('div', { class: 'actions' }, picker, button(t.choosePicture, { icon: 'upload', on: { click: () => picker.click() } }), remove))),
    read: () => avatarImage,
    draw: (avatarUrl, name) => {
      remove.hidden = !avatarImage;
      explain(isHidden({ avatarImage, avatarUrl }) ? t.pictureHidden : null);
      show(preview, avatar({ avatarImage, avatarUrl }, name, 72, () => explain(t.pictureBroken)));
    },
  };
}
