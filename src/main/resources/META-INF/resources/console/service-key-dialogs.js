// For role admin: the dialogs that create a service key and replace its secret. A secret is shown once.
import { post } from './api.js';
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { field, form } from './fields.js';
import { PATH, pathOf } from './service-keys.js';
import { text } from './text.js';
import { button, copy } from './ui.js';

const t = text.serviceKeys;

export async function createDialog(draw) {
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

export async function rotateDialog(key, draw) {
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
