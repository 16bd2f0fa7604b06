// The passkeys of the account: add, rename, remove, and which of them open the recordings.
import { ApiError, call, del, get, patch, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { addressForManagers, field, filled, form, PASSWORD_ERRORS, passwordField } from './fields.js';
import { formatDateTime, formatRelative } from './format.js';
import { guarded, toast } from './messages.js';
import * as passkey from './passkey.js';
import * as session from './session.js';
import { text } from './text.js';
import { busy, button, card, load } from './ui.js';
import * as vault from './vault.js';

const t = text.factors;

const pathOf = (id) => `/api/user/passkeys/${encodeURIComponent(id)}`;

/** `{ element, draw() }`; calls `changed` after a change. */
export function passkeysCard(changed) {
  const container = h('div', {});
  const redraw = () => {
    draw();
    changed();
  };
  const add = button(t.addPasskey, { kind: 'quiet', icon: 'plus', on: { click: async () => {
    let made;
    let added;
    const done = await busy(add, () => guarded(async () => {
      made = await passkey.create((await post('/api/user/passkeys/options')).data);
      added = (await post('/api/user/passkeys', made.proof)).data;
    }));
    if (!done) return;
    toast(t.passkeyAdded);
    await nameDialog(added, t.nameTitle);
    if (made.prf && session.current()?.has_audio_key) await openDialog(added, made);
    redraw();
  } } });
  const draw = () => load(container, async () => {
    const { data: { passkeys } } = await get('/api/user/passkeys');
    return passkeys.length ? h('ul', { class: 'rows' }, passkeys.map((one) => passkeyRow(one, redraw))) : h('p', { class: 'hint' }, t.passkeysNone);
  }, 1);
  return { element: card(t.passkeys, { hint: passkey.supported() ? t.passkeysHint : t.passkeysUnsupported, tools: passkey.supported() && add, class: 'card-wrap' }, container), draw };
}

function passkeyRow(one, redraw) {
  const opens = one.prf && !one.opens_recordings && session.current()?.has_audio_key && passkey.supported();
  return h('li', { class: 'row row-wrap' },
    h('span', { class: 'row-icon' }, icon('key')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, one.name, one.opens_recordings && h('span', { class: 'pill' }, t.opens)),
      h('p', { class: 'row-details' },
        h('span', { title: formatDateTime(one.created_at) }, t.created(formatRelative(one.created_at))),
        one.last_used_at ? h('span', { title: formatDateTime(one.last_used_at) }, t.lastUsed(formatRelative(one.last_used_at))) : h('span', {}, t.neverUsed),
        one.backed_up && h('span', {}, t.synced))),
    h('div', { class: 'row-tools' },
      opens && button(t.openRecordings, { 'aria-label': t.openRecordingsLabel(one.name), on: { click: async () => {
        await openDialog(one, {});
        redraw();
      } } }),
      button(t.rename, { 'aria-label': t.renameLabel(one.name), on: { click: async () => {
        await nameDialog(one, t.renameTitle);
        redraw();
      } } }),
      button(text.common.remove, { 'aria-label': t.removeLabel(one.name), on: { click: () => confirm(t.removeTitle(one.name), t.removeHint, text.common.remove, async () => {
        await del(pathOf(one.id));
        toast(t.removed);
        redraw();
      }) } })));
}

const nameDialog = (one, title) => dialog(title, (close) => [
  h('p', { class: 'lead' }, t.nameHint),
  form({
    fields: [field(t.name, { name: 'name', value: one.name, maxlength: 64, autocomplete: 'off' })],
    action: text.common.save,
    check: ({ name }) => filled({ name: name.trim() }),
    submit: async ({ name }) => {
      if (name.trim() !== one.name) await patch(pathOf(one.id), { name: name.trim() });
      close();
    },
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  }),
]);

/** The password unwraps the audio keys once more, because this page cannot export those that it has. */
const openDialog = (one, { secret, salt }) => dialog(t.openTitle, (close) => [
  h('p', { class: 'lead' }, t.openHint),
  form({
    fields: [addressForManagers(session.current().user.email ?? ''), passwordField()],
    action: t.openAction,
    place: PASSWORD_ERRORS,
    check: filled,
    submit: async ({ password }) => {
      const { data } = await post('/api/user/audio-key', { password });
      const prf = secret ? { secret, salt } : await passkey.askSecret(one.id);
      if (!prf.secret) throw new ApiError(400, { error: t.openFailed });
      for (const wrap of await vault.wrapForPasskey(data, password, prf.secret)) {
        await call('PUT', `${pathOf(one.id)}/audio-key`, { body: { ...wrap, prf_salt: prf.salt } });
      }
      toast(t.opened);
      close();
    },
    more: [button(t.openNot, { on: { click: () => close() } })],
  }),
]);
