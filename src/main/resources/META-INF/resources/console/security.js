// Devices, password, recovery key, linked sign-ins, recent activity, export and deletion.
import { ApiError, call, del, get, post } from './api.js';
import { h, icon, show } from './dom.js';
import { formatDateTime, formatRelative } from './format.js';
import * as session from './session.js';
import { text } from './text.js';
import { actionButton, button, busy, card, confirm, copy, dialog, field, form, guarded, load, passwordField, toast } from './ui.js';
import * as vault from './vault.js';

const t = text.security;

export function open(room) {
  const devices = h('div', {});
  const others = button(t.endOthers, { kind: 'quiet', hidden: true, on: { click: () => confirm(t.endOthersTitle, t.endOthersHint, t.endOthers, async () => {
    await del('/api/auth/sessions');
    toast(t.othersEnded);
    drawDevices();
  }) } });
  const drawDevices = () => load(devices, () => sessions(others, drawDevices), 2);
  const identities = card(t.identities, { hint: t.identitiesHint, hidden: true }, h('div', {}));
  const events = h('div', { class: 'events-room' });
  show(room,
    card(t.devices, { tools: others }, devices),
    passwordCard(() => {
      drawDevices();
      drawEvents();
    }),
    recoveryCard(),
    identities,
    card(t.events, { hint: t.eventsHint }, events),
    dataCard());
  const drawEvents = () => load(events, recent, 4);
  drawDevices();
  drawEvents();
  drawIdentities(identities);
}

async function sessions(others, redraw) {
  const list = [];
  let cursor = null;
  do {
    const { data } = await get(`/api/auth/sessions${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
    list.push(...data.sessions);
    cursor = data.next_cursor ?? null;
  } while (cursor && list.length < 200);
  others.hidden = list.length < 2;
  list.sort((one, other) => other.current - one.current);
  return h('ul', { class: 'rows' }, list.map((one) => {
    const device = one.device || t.unknownDevice;
    return h('li', { class: 'row' },
      h('span', { class: 'row-icon' }, icon(/iphone|android|mobile/i.test(device) ? 'phone' : 'device')),
      h('div', { class: 'row-main' },
        h('p', { class: 'row-title' }, device, one.current && h('span', { class: 'pill' }, t.current)),
        h('p', { class: 'row-details' },
          one.last_seen_at && !one.current ? h('span', { title: formatDateTime(one.last_seen_at) }, t.lastSeen(formatRelative(one.last_seen_at))) : null,
          h('span', {}, t.since(formatDateTime(one.created_at))))),
      h('div', { class: 'row-tools' }, one.current ? null : actionButton(t.end, { 'aria-label': t.endLabel(device) }, async () => {
        await del(`/api/auth/sessions/${encodeURIComponent(one.session_id)}`);
        toast(t.ended);
        redraw();
      })));
  }));
}

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => !value).map(([name]) => [name, text.common.required]));

const PLACE = {
  'invalid-credentials': 'current_password', 'invalid-password': 'current_password', 'wrong-password': 'current_password',
  'password-too-short': 'new_password', 'password-too-long': 'new_password', 'password-well-known': 'new_password',
};

function passwordCard(changed) {
  const current = passwordField(t.currentPassword, { name: 'current_password' });
  const next = passwordField(t.newPassword, { name: 'new_password', autocomplete: 'new-password' });
  const again = passwordField(t.repeatPassword, { name: 'repeat', autocomplete: 'new-password' });
  const sheet = form({
    fields: [
      h('input', { type: 'email', class: 'visually-hidden', autocomplete: 'username', value: session.current().user.email, readonly: true, tabindex: '-1', 'aria-hidden': 'true' }),
      current, h('div', { class: 'columns' }, next, again),
    ],
    action: t.changePassword,
    kind: 'plain',
    place: PLACE,
    check: (values) => {
      const wrong = filled(values);
      if (values.new_password && [...values.new_password].length < 8) wrong.new_password = text.entry.tooShort;
      else if (values.repeat && values.repeat !== values.new_password) wrong.repeat = t.passwordDiffers;
      return wrong;
    },
    submit: async ({ current_password, new_password }) => {
      await post('/api/auth/password', { current_password, new_password });
      await session.reload();
      sheet.reset();
      toast(t.passwordChanged);
      changed();
    },
  });
  return card(t.password, { hint: t.passwordHint }, sheet);
}

function recoveryCard() {
  const make = button(t.recoveryMake, { icon: 'key', on: { click: () => dialog(t.recoveryTitle, (close) => {
    const room = h('div', { class: 'stack-tight' });
    show(room, h('p', { class: 'lead' }, t.recoveryHint), form({
      fields: [passwordField()],
      action: t.recoveryMake,
      place: { 'invalid-password': 'password', 'invalid-credentials': 'password', 'password-required': 'password' },
      check: filled,
      submit: async (values) => {
        const { data } = await post('/api/user/recovery-key', { password: values.password });
        const key = data.recovery_key;
        const copyIt = button(text.common.copy, { kind: 'primary', icon: 'copy', on: { click: () => copy(key) } });
        show(room, h('p', { class: 'lead' }, t.recoveryReady), h('p', { class: 'recovery-key mono' }, key),
          h('div', { class: 'actions' }, copyIt, button(t.recoveryStored, { on: { click: () => close() } })));
        copyIt.focus();
      },
      more: [button(text.common.cancel, { on: { click: () => close() } })],
    }));
    return [room];
  }) } });
  return card(t.recovery, { hint: t.recoveryHint }, h('div', { class: 'actions' }, make));
}

async function drawIdentities(element) {
  const room = element.lastChild;
  let list;
  try {
    list = (await get('/api/user/identities')).data.identities ?? [];
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 404) return;
    list = null;
  }
  element.hidden = false;
  if (!list) {
    load(room, async () => identityRows((await get('/api/user/identities')).data.identities ?? [], element), 1);
  } else {
    show(room, identityRows(list, element));
  }
}

function identityRows(list, element) {
  return h('ul', { class: 'rows' }, list.map((one) => {
    const own = one.id === 'password';
    const name = own ? t.identityPassword : one.provider ?? one.issuer;
    return h('li', { class: 'row' },
      h('span', { class: 'row-icon' }, icon(own ? 'key' : 'link')),
      h('div', { class: 'row-main' }, h('p', { class: 'row-title' }, name, one.current && h('span', { class: 'pill' }, t.identityCurrent)),
        h('p', { class: 'row-details' }, h('span', {}, one.email ?? one.subject), one.linked_at ? h('span', {}, t.identityLinked(formatRelative(one.linked_at))) : null)),
      h('div', { class: 'row-tools' }, own || list.length < 2 ? null : button(t.unlink, { 'aria-label': t.unlinkLabel(name), on: { click: () => confirm(t.unlinkTitle(name), t.unlinkHint, t.unlink, async () => {
        await del(`/api/user/identities/${encodeURIComponent(one.id)}`);
        toast(t.unlinked);
        drawIdentities(element);
      }) } })));
  }));
}

async function recent() {
  const { data } = await get('/api/user/security-events');
  if (!data.events.length) return h('p', { class: 'hint' }, t.eventsNone);
  const rows = data.events.map((one) => h('li', { class: 'row row-slim' },
    h('span', { class: `dot ${one.outcome === 'done' ? '' : 'dot-bad'}` }),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, t.acts[one.act] ?? one.act, one.outcome === 'done' ? null : h('span', { class: 'pill pill-bad' }, t.outcomes[one.outcome] ?? one.outcome)),
      h('p', { class: 'row-details' }, h('time', { datetime: one.time, title: formatDateTime(one.time) }, formatRelative(one.time)), one.address ? h('span', {}, one.address) : null))));
  const list = h('ul', { class: 'rows' }, rows.slice(0, 8));
  const rest = rows.slice(8);
  if (!rest.length) return list;
  const more = button(text.common.more, { on: { click: () => {
    list.append(...rest);
    more.remove();
  } } });
  return [list, h('div', { class: 'actions centered' }, more)];
}

function dataCard() {
  const download = actionButton(t.export, { icon: 'download' }, async () => {
    const { data } = await get('/api/user/export');
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
    h('a', { href: url, download: t.exportFile(new Date().toISOString().slice(0, 10)) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    toast(t.exported);
  });
  const erase = button(t.erase, { kind: 'danger', icon: 'trash', on: { click: () => confirm(t.eraseTitle, t.eraseHint, t.eraseConfirm, async (values) => {
    await call('DELETE', '/api/user', { body: { password: values.password }, patient: false });
    vault.lock();
    session.left(t.erased);
  }, { fields: [passwordField()], place: { 'invalid-password': 'password', 'invalid-credentials': 'password', 'password-required': 'password' } }) } });
  return card(t.data, {},
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.export), h('p', { class: 'hint' }, t.exportHint)), download),
    h('div', { class: 'data-row' }, h('div', {}, h('h3', {}, t.erase), h('p', { class: 'hint' }, t.eraseHint)), erase));
}
