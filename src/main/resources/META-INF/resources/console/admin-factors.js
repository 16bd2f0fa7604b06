// For role admin: the second step and the passkeys of a user.
import { del, get } from './api.js';
import { confirm } from './dialogs.js';
import { h, icon } from './dom.js';
import { formatDateTime, formatRelative } from './format.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { button, load } from './ui.js';

const t = text.factors;

/** `path` is the path of the user's routes. */
export function adminFactors(path) {
  const container = h('div', {});
  const remove = (title, hint, action, part) => confirm(title, hint, action, async () => {
    await del(`${path}/factors${part}`);
    toast(t.adminRemoved);
    draw();
  });
  const row = (id, name, symbol, ...details) => h('li', { class: 'row' },
    h('span', { class: 'row-icon' }, icon(symbol)),
    h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, name), h('p', { class: 'row-details' }, details.map((one) => h('span', {}, one)))),
    h('div', { class: 'row-tools' }, button(text.common.remove, { 'aria-label': t.adminRemove(name), on: { click: () =>
      remove(t.removeTitle(name), t.adminRemoveHint, text.common.remove, `/${encodeURIComponent(id)}`) } })));
  const draw = () => load(container, async () => {
    const { data: { totp, recovery_codes_left: left, passkeys } } = await get(`${path}/factors`);
    const rows = [
      totp && row('totp', t.adminApp, 'phone', t.onSince(formatDateTime(totp.confirmed_at)), t.codesLeft(left)),
      ...passkeys.map((one) => row(one.id, one.name, 'key', t.created(formatRelative(one.created_at)), one.last_used_at ? t.lastUsed(formatRelative(one.last_used_at)) : t.neverUsed)),
    ].filter(Boolean);
    if (!rows.length) return h('p', { class: 'hint' }, t.adminNone);
    return [h('ul', { class: 'rows' }, rows), h('div', { class: 'actions admin-factors-all' },
      button(t.adminRemoveAll, { kind: 'danger', on: { click: () => remove(t.adminRemoveAllTitle, t.adminRemoveAllHint, t.adminRemoveAll, '') } }))];
  }, 1);
  draw();
  return container;
}
