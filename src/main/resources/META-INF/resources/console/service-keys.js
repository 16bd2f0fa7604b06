// For role admin: the service keys of back ends. A secret is shown once, after creation or rotation.
import { del, get, patch, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { field, form } from './fields.js';
import { formatDay, formatRelative } from './format.js';
import { guarded, toast } from './messages.js';
import { text } from './text.js';
import { busy, button, card, copy, load } from './ui.js';

const t = text.serviceKeys;
const PATH = '/api/admin/service-keys';

const pathOf = (key) => `${PATH}/${encodeURIComponent(key.id)}`;

export function serviceKeysCard() {
  const container = h('div', {});
  const draw = () => load(container, async () => {
    const keys = await all();
    return keys.length ? h('ul', { class: 'rows' }, keys.map((key) => row(key, draw))) : h('p', { class: 'hint' }, t.none);
  }, 1);
  draw();
  const create = button(t.create, { kind: 'quiet', icon: 'plus', on: { click: () => createDialog(draw) } });
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
      button(t.rotate, { 'aria-label': t.rotateLabel(key.name), on: { click: () => rotateDialog(key, draw) } }),
      key.enabled ? disable : enable,
      button(t.revoke, { 'aria-label': t.revokeLabel(key.name), on: { click: () => confirm(t.revokeTitle(key.name), t.revokeHint, t.revoke, async () => {
        await del(pathOf(key));
        toast(t.revoked);
        draw();
      }) } })));
}

async function createDialog(draw) {
  const made = await dialog(t.create, (close) => [form({
    fields: [
      field(t.name, { name: 'name', hint: t.nameHint, maxlength: 100, autocomplete: 'off' }),
      scopesField(),
      field(t.networks, { name: 'ip_allow', hint: t.networksHint, autocomplete: 'off' }),
      field(t.expires, { name: 'expires_at', hint: t.expiresHint, type: 'date' }),
    ],
    action: t.createAction,
    check: ({ name, scopes }) => ({ ...(!name.trim() && { name: text.common.required }), ...(!scopes.length && { scopes: text.common.required }) }),
    submit: async ({ name, scopes, ip_allow: networks, expires_at: day }) => {
      const { data } = await post(PATH, {
        name,
        scopes,
        ip_allow: networks.split(',').map((one) => one.trim()).filter(Boolean),
        ...(day && { expires_at: new Date(`${day}T00:00:00Z`).toISOString() }),
      });
      close(data);
    },
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  })]);
  if (made) await showSecret(made);
  draw();
}

/** Checkboxes as one field of a form. */
function scopesField() {
  const boxes = Object.entries(t.scope).map(([value, label]) => ({ value, label, input: h('input', { type: 'checkbox', name: 'scopes', value }) }));
  const error = h('p', { class: 'field-error' });
  const element = h('fieldset', { class: 'field choice-set scopes' },
    h('legend', {}, t.scopes), h('p', { class: 'hint' }, t.scopesHint),
    boxes.map(({ input, label }) => h('label', { class: 'scope' }, input, h('span', {}, label))), error);
  const fail = (message) => {
    error.textContent = message ?? '';
  };
  element.addEventListener('change', () => fail(null));
  return Object.assign(element, { input: boxes[0].input, fail, field: 'scopes', read: () => boxes.filter(({ input }) => input.checked).map(({ value }) => value) });
}

async function rotateDialog(key, draw) {
  const made = await dialog(t.rotateTitle(key.name), (close) => [
    h('p', { class: 'lead' }, t.rotateHint),
    form({
      fields: [field(t.overlap, { name: 'overlap_seconds', options: t.overlaps, value: '3600' })],
      action: t.rotate,
      submit: async ({ overlap_seconds: overlap }) => {
        const { data } = await post(`${pathOf(key)}/rotate`, { overlap_seconds: Number(overlap) });
        close(data);
      },
      more: [button(text.common.cancel, { on: { click: () => close() } })],
    }),
  ]);
  if (made) await showSecret(made);
  draw();
}

/** Closes only when the user says that the secret is stored. */
const showSecret = ({ secret, service_key: { scopes } }) => dialog(t.secretTitle, (close) => [
  h('p', { class: 'lead' }, t.secretLead),
  h('code', { class: 'token service-secret', 'aria-label': t.secret }, secret),
  scopes.includes('users:read') && h('p', { class: 'hint' }, t.curl),
  scopes.includes('users:read') && h('code', { class: 'token' }, `curl -H 'Authorization: Bearer ${secret}' '${location.origin}/api/admin/users?email=ada%40example.org'`),
  h('div', { class: 'actions' },
    button(text.common.copy, { icon: 'copy', class: 'dialog-first', on: { click: () => copy(secret) } }),
    button(t.stored, { kind: 'primary', on: { click: () => close() } })),
].filter(Boolean), { sticky: true });
