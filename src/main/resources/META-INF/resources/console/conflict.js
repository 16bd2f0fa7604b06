// Resolves an edit conflict: the profile was changed elsewhere while the user edited it here.
import { get } from './api.js';
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { parse } from './exact.js';
import { form } from './fields.js';
import { difference, same } from './merge-patch.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.profile;

/**
 * `before` is the profile as loaded, `mine` the edited profile. For each member that both sides changed the user chooses
 * a value; then `save(change, etag)` is called with a merge patch, or `drop(theirs, etag)` if the stored profile stays as
 * it is.
 */
export async function settle(before, mine, { ignored, save, drop }) {
  const { data: theirs, etag } = await get('/api/user/profile', { parse });
  const touched = Object.keys(difference(before, mine, ignored));
  const disputed = touched.filter((name) => !same(before[name], theirs[name]) && !same(mine[name], theirs[name]));
  await dialog(t.conflict, (close) => {
    const choices = disputed.map((name) => choice(name, mine[name], theirs[name]));
    const leave = () => {
      drop(theirs, etag);
      close();
    };
    return [
      h('p', { class: 'lead' }, disputed.length ? t.conflictHint : t.conflictSame),
      form({
        fields: [h('div', { class: 'choices' }, choices.map((one) => one.element))],
        action: t.conflictSave,
        submit: async () => {
          const given = choices.filter((one) => one.read() === 'theirs').map((one) => one.name);
          const kept = touched.filter((name) => !given.includes(name));
          const change = difference(pick(theirs, kept), pick(mine, kept));
          if (!Object.keys(change).length) {
            leave();
            return;
          }
          await save(change, etag);
          close();
        },
        more: [button(t.conflictReload, { on: { click: leave } })],
      }),
    ];
  });
}

const pick = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));

function choice(name, mine, theirs) {
  const option = (value, label, shown) => h('label', { class: 'choice' },
    h('input', { type: 'radio', name: `keep-${name}`, value, checked: value === 'mine' }),
    h('span', { class: 'choice-label' }, label), h('span', { class: 'choice-value' }, print(name, shown)));
  const element = h('fieldset', { class: 'choice-set' }, h('legend', {}, t[name] ?? name), option('mine', t.mine, mine), option('theirs', t.theirs, theirs));
  return { element, name, read: () => element.querySelector('input:checked').value };
}

function print(name, value) {
  if (value === undefined || value === null) return t.absent;
  if (name === 'avatarImage') return t.picture;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
