// The sign-in methods of the account: its password and the linked identities of external issuers.
import { del, get, post } from './api.js';
import { confirm, dialog } from './dialogs.js';
import { h, icon, show } from './dom.js';
import { field, filled, form } from './fields.js';
import { formatDateTime, formatRelative } from './format.js';
import { guarded, toast } from './messages.js';
import * as options from './options.js';
import { addressOf } from './providers.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card, load } from './ui.js';

const t = text.security;

/** `{ element, draw() }`; calls `changed` after an identity was linked or unlinked. */
export function identitiesCard(changed) {
  const container = h('div', {});
  const rows = (list) => h('ul', { class: 'rows' }, list.map((one) => identityRow(one, list.length > 1, () => {
    draw();
    changed();
  })));
  const link = button(t.link, { kind: 'quiet', icon: 'link', hidden: true, on: { click: () => linkDialog((list) => {
    show(container, rows(list), redirects(list));
    changed();
  }) } });
  const draw = () => load(container, async () => {
    const { data } = await get('/api/user/identities');
    // Without a configured issuer no identity can be linked.
    link.hidden = !data.issuers.length;
    await options.load();
    return [rows(data.identities), redirects(data.identities)];
  }, 1);
  return { element: card(t.identities, { hint: t.identitiesHint, tools: link }, container), draw };
}

/** Buttons that link the sign-in with a provider by going there. */
function redirects(linked) {
  const providers = (options.current()?.providers ?? []).filter(({ name }) => !linked.some(({ provider }) => provider === name));
  return providers.length > 0 && h('div', { class: 'actions providers-link' }, providers.map(linkButton));
}

const linkButton = (one) => button(text.factors.linkWith(one.label), { icon: 'link', on: { click: () => guarded(async () => {
  const { ensureFresh } = await import('./reauthenticate.js');
  if (!(await ensureFresh())) return;
  session.leaveToProvider();
  location.assign(addressOf(one, '/#/security', true));
}) } });

function identityRow(one, maybeUnlinked, unlinked) {
  const own = one.id === 'password';
  const name = own ? t.identityPassword : one.provider === 'unknown' ? one.issuer : one.provider;
  return h('li', { class: 'row' },
    h('span', { class: 'row-icon' }, icon(own ? 'key' : 'link')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, name, one.current && h('span', { class: 'pill' }, t.identityCurrent)),
      h('p', { class: 'row-details' }, h('span', {}, one.email ?? one.subject),
        one.linked_at ? h('span', { title: formatDateTime(one.linked_at) }, t.identityLinked(formatRelative(one.linked_at))) : null)),
    h('div', { class: 'row-tools' }, own || !maybeUnlinked ? null : button(t.unlink, { 'aria-label': t.unlinkLabel(name), on: { click: () =>
      confirm(t.unlinkTitle(name), t.unlinkHint, t.unlink, async () => {
        await del(`/api/user/identities/${encodeURIComponent(one.id)}`);
        toast(t.unlinked);
        unlinked();
      }) } })));
}

/** The user proves the external identity with one of its tokens. */
const linkDialog = (linked) => dialog(t.linkTitle, (close) => [
  h('p', { class: 'lead' }, t.linkHint),
  form({
    fields: [field(t.linkToken, { name: 'token', area: true, class: 'mono', autocomplete: 'off', spellcheck: 'false' })],
    action: t.linkAction,
    place: { 'identity-not-proven': 'token', 'identity-taken': 'token', 'too-many-identities': 'token' },
    check: filled,
    submit: async ({ token }) => {
      const { data } = await post('/api/user/identities', { token: token.trim() });
      linked(data.identities);
      toast(t.linked);
      close();
    },
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  }),
]);
