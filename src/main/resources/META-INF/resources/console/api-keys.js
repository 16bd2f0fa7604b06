// The named API keys of the account: create with a secret that is shown once, usage, rotation with overlap, disable, delete.
import { del, get, patch, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h, icon, uniqueId } from './dom.js';
import { field, filled, form } from './fields.js';
import { formatDateTime, formatDay, formatNumber, formatRelative, formatWait } from './format.js';
import { guarded, toast } from './messages.js';
import { quotaBar, quotaCrossed } from './quota.js';
import { text } from './text.js';
import { actionButton, busy, button, card, copy, download, load } from './ui.js';

const t = text.keys;
const PATH = '/api/user/api-keys';
const DAY = 86_400_000;

const pathOf = (id) => `${PATH}/${encodeURIComponent(id)}`;

/** `{ element, draw() }` */
export function apiKeysCard() {
  const container = h('div', {});
  let scopes = [];
  const draw = () => load(container, async () => {
    const { data: { api_keys: all } } = await get(PATH);
    // The key of the account's API token has every configured scope.
    scopes = all.find((one) => one.id === 'default')?.scopes ?? [];
    const named = all.filter((one) => one.id !== 'default');
    return named.length ? [h('ul', { class: 'rows' }, named.map((one) => keyRow(one, draw))), exportButton()] : h('p', { class: 'hint' }, t.none);
  }, 2);
  const add = button(t.add, { kind: 'quiet', icon: 'plus', on: { click: async () => {
    const created = await createDialog(scopes);
    if (!created) return;
    draw();
    await showSecret(created);
  } } });
  return { element: card(t.title, { hint: t.hint, tools: add, class: 'card-wrap' }, container), draw };
}

const expired = (one) => Boolean(one.expires_at) && Date.parse(one.expires_at) <= Date.now();

export const keyTitle = (one) => h('p', { class: 'row-title' }, one.name, ' ',
  !one.enabled && h('span', { class: 'pill pill-warn' }, t.disabled),
  expired(one) && h('span', { class: 'pill pill-bad' }, t.expired));

/** How it begins and ends, its usage and its limits. */
export function keyDetails(one) {
  const used = formatNumber(one.usage_count);
  const limited = one.quota !== null && one.quota !== undefined;
  const said = limited ? t.usedOf(used, formatNumber(one.quota)) : t.used(used);
  return [
    h('p', { class: 'row-details' },
      h('code', {}, `${one.prefix}…${one.last_four}`),
      h('span', {}, said),
      one.last_used_at ? h('span', { title: formatDateTime(one.last_used_at) }, t.lastUsed(formatRelative(one.last_used_at))) : h('span', {}, t.neverUsed),
      one.scopes.length > 0 && h('span', {}, one.scopes.join(', ')),
      one.rate && h('span', {}, t.rate(formatNumber(one.rate.limit), formatWait(one.rate.window_seconds))),
      one.ip_allow.length > 0 && h('span', { title: one.ip_allow.join(', ') }, t.restricted),
      one.expires_at && !expired(one) && h('span', { title: formatDateTime(one.expires_at) }, t.expires(formatRelative(one.expires_at))),
      one.overlap_ends_at && h('span', {}, t.overlap(formatDateTime(one.overlap_ends_at)))),
    limited && quotaBar(one.usage_count, one.quota, said),
    limited && quotaCrossed(one.usage_count, one.quota),
  ];
}

function keyRow(one, redraw) {
  const change = async (body, done) => {
    await patch(pathOf(one.id), body);
    toast(done);
    redraw();
  };
  return h('li', { class: 'row row-wrap' },
    h('span', { class: 'row-icon' }, icon('key')),
    h('div', { class: 'row-main' }, keyTitle(one), keyDetails(one)),
    h('div', { class: 'row-tools' },
      button(t.usage, { 'aria-label': t.usageLabel(one.name), on: { click: () => usageDialog(one) } }),
      button(t.rotate, { 'aria-label': t.rotateLabel(one.name), on: { click: async () => {
        const rotated = await rotateDialog(one);
        if (!rotated) return;
        redraw();
        await showSecret(rotated);
      } } }),
      one.enabled
        ? actionButton(t.disable, { 'aria-label': t.disableLabel(one.name) }, () => change({ enabled: false }, t.disabledDone))
        : actionButton(t.enable, { 'aria-label': t.enableLabel(one.name) }, () => change({ enabled: true }, t.enabledDone)),
      button(t.remove, { 'aria-label': t.removeLabel(one.name), on: { click: () => confirm(t.removeTitle(one.name), t.removeHint, t.remove, async () => {
        await del(pathOf(one.id));
        toast(t.removed);
        redraw();
      }) } })));
}

/** Resolves to the created key with its secret. */
const createDialog = (scopes) => dialog(t.createTitle, (close) => form({
  fields: [
    field(t.name, { name: 'name', hint: t.nameHint, maxlength: 64, autocomplete: 'off' }),
    ...(scopes.length ? [scopeField(scopes)] : []),
    field(t.expiry, { name: 'expires_at', options: t.expiries }),
    field(t.quota, { name: 'quota', hint: t.quotaHint, inputmode: 'numeric', autocomplete: 'off' }),
  ],
  action: t.create,
  check: ({ name, quota }) => ({ ...filled({ name: name.trim() }), ...(/^\d{0,12}$/.test(quota.trim()) ? {} : { quota: t.quotaWrong }) }),
  submit: async ({ name, scopes: chosen, expires_at: days, quota }) => {
    const { data } = await post(PATH, {
      name: name.trim(),
      ...(chosen?.length ? { scopes: chosen } : {}),
      ...(days ? { expires_at: new Date(Date.now() + Number(days) * DAY).toISOString() } : {}),
      ...(quota.trim() ? { quota: Number(quota.trim()) } : {}),
    });
    close(data);
  },
  more: [button(text.common.cancel, { on: { click: () => close() } })],
}));

/** A checkbox for each scope. */
function scopeField(scopes) {
  const boxes = scopes.map((scope) => h('input', { type: 'checkbox', name: 'scopes', value: scope, id: uniqueId('scope') }));
  const error = h('p', { class: 'field-error' });
  const element = h('fieldset', { class: 'field' },
    h('legend', { class: 'legend' }, t.scopes), h('p', { class: 'hint' }, t.scopesHint),
    h('div', { class: 'checks' }, boxes.map((box) => h('label', { class: 'check', for: box.id }, box, h('span', {}, box.value)))), error);
  return Object.assign(element, {
    input: boxes[0], field: 'scopes',
    fail: (message) => {
      error.textContent = message ?? '';
    },
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
  });
}

/** Resolves to the key with its new secret. */
const rotateDialog = (one) => dialog(t.rotateTitle(one.name), (close) => [
  h('p', { class: 'lead' }, t.rotateHint),
  form({
    fields: [field(t.overlapField, { name: 'overlap_seconds', options: t.overlaps, value: '3600' })],
    action: t.rotate,
    submit: async ({ overlap_seconds: overlap }) => {
      close((await post(`${pathOf(one.id)}/rotate`, { overlap_seconds: Number(overlap) })).data);
    },
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  }),
]);

/** The dialog closes only when the user says that the secret is saved. */
const showSecret = ({ secret }) => dialog(t.secretTitle, (close) => {
  const command = `curl -X POST -H "X-API-Key: ${secret}" ${location.origin}/api/usage`;
  return [
    h('p', { class: 'lead' }, t.secretHint),
    field(t.secret, { name: 'secret', value: secret, readonly: true, class: 'mono', on: { focus: (event) => event.target.select() } }),
    field(t.curl, { name: 'curl', hint: t.curlHint, value: command, readonly: true, class: 'mono', on: { focus: (event) => event.target.select() } }),
    h('div', { class: 'actions' },
      button(t.copySecret, { icon: 'copy', class: 'dialog-first', on: { click: () => copy(secret) } }),
      button(t.copyCurl, { icon: 'copy', on: { click: () => copy(command) } })),
    h('div', { class: 'actions' }, button(t.stored, { kind: 'primary', on: { click: () => close() } })),
  ];
}, { sticky: true });

const usageDialog = (one) => dialog(t.usageTitle(one.name), () => {
  const container = h('div', { class: 'stack-tight' });
  load(container, async () => {
    const { data: { days } } = await get(`${pathOf(one.id)}/usage`);
    if (!days.length) return h('p', { class: 'hint' }, t.usageNone);
    return h('table', { class: 'usage-table' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t.day), h('th', { scope: 'col' }, t.units))),
      h('tbody', {}, days.map((day) => h('tr', {}, h('th', { scope: 'row' }, formatDay(`${day.day}T12:00:00Z`)), h('td', {}, formatNumber(day.usage_count))))));
  }, 3);
  return container;
});

function exportButton() {
  const element = button(t.csv, { icon: 'download', on: { click: () => busy(element, () => guarded(async () => {
    const response = await fetch('/api/user/api-key-usage.csv', { credentials: 'same-origin', cache: 'no-store' });
    if (!response.ok) throw new Error(text.common.unexpected);
    download(await response.blob(), t.csvFile);
  })) } });
  return h('div', { class: 'actions' }, element);
}
