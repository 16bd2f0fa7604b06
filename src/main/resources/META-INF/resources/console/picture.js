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
  const hidden = h('p', { class: 'hint', hidden: true }, t.pictureHidden);
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
      h('div', {}, h('p', { class: 'hint' }, t.pictureHint), hidden,
        h('div', { class: 'actions' }, picker, button(t.choosePicture, { icon: 'upload', on: { click: () => picker.click() } }), remove))),
    read: () => avatarImage,
    draw: (avatarUrl, name) => {
      remove.hidden = !avatarImage;
      hidden.hidden = !isHidden({ avatarImage, avatarUrl });
      show(preview, avatar({ avatarImage, avatarUrl }, name, 72));
    },
  };
}
