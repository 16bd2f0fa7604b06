// For role admin: the service keys of back ends.
import { del, get, patch } from './api.js';
import { confirm } from './dialogs.js';
import { h, icon } from './dom.js';
import { formatDay, formatRelative } from './format.js';
import { guarded, toast } from './messages.js';
import { text } from './text.js';
import { actionButton, busy, button, card, load } from './ui.js';

const t = text.serviceKeys;
export const PATH = '/api/admin/service-keys';

export const pathOf = (key) => `${PATH}/${encodeURIComponent(key.id)}`;

const dialogs = () => import('./service-key-dialogs.js');

export function serviceKeysCard() {
  const container = h('div', {});
  const draw = () => load(container, async () => {
    const keys = await all();
    return keys.length ? h('ul', { class: 'rows' }, keys.map((key) => row(key, draw))) : h('p', { class: 'hint' }, t.none);
  }, 1);
  draw();
  const create = actionButton(t.create, { kind: 'quiet', icon: 'plus' }, async () => {
    (await dialogs()).createDialog(draw);
  });
  return card(t.title, { hint: t.hint, tools: create, class: 'card-wrap' }, container);
}

async function all() {
  const keys = [];
  let cursor = '';
  do {
    const { data } = await get(`${PATH}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    keys.push(...data.service_keys);
    cursor = data.next_cursor;
  } while (cursor);
  return keys;
}

function row(key, draw) {
  const expired = key.expires_at && Date.parse(key.expires_at) <= Date.now();
  const enable = button(t.enable, { 'aria-label': t.enableLabel(key.name), on: { click: () => busy(enable, () => guarded(async () => {
    await patch(pathOf(key), { enabled: true });
    toast(t.enabledToast);
    draw();
  })) } });
  const disable = button(t.disable, { 'aria-label': t.disableLabel(key.name), on: { click: () => confirm(t.disableTitle(key.name), t.disableHint, t.disable, async () => {
    await patch(pathOf(key), { enabled: false });
    toast(t.disabledToast);
    draw();
  }) } });
  return h('li', { class: 'row row-wrap' },
    h('span', { class: 'row-icon' }, icon('key')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, key.name,
        !key.enabled && h('span', { class: 'pill' }, t.disabled), expired && h('span', { class: 'pill' }, t.expired)),
      h('p', { class: 'row-details' },
        h('span', { class: 'mono' }, `vss_${key.id}…`),
        h('span', {}, key.scopes.join(', ')),
        key.ip_allow.length > 0 && h('span', {}, t.from(key.ip_allow.join(', '))),
        key.expires_at && !expired && h('span', {}, t.until(formatDay(key.expires_at))),
        h('span', {}, key.last_used_at ? t.used(formatRelative(key.last_used_at)) : t.unused))),
    h('div', { class: 'row-tools' },
      actionButton(t.rotate, { 'aria-label': t.rotateLabel(key.name) }, async () => {
        (await dialogs()).rotateDialog(key, draw);
      }),
      key.enabled ? disable : enable,
      button(t.revoke, { 'aria-label': t.revokeLabel(key.name), on: { click: () => confirm(t.revokeTitle(key.name), t.revokeHint, t.revoke, async () => {
        await del(pathOf(key));
        toast(t.revoked);
        draw();
      }) } })));
}
