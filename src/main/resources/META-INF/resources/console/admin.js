// For role admin: find a user by email address, set role, status and plan, end sessions; service keys; webhooks.
import { adminFactors } from './admin-factors.js';
import { del, get, patch } from './api.js';
import { avatar, displayName } from './avatar.js';
import { confirm } from './dialogs.js';
import { h, show } from './dom.js';
import { field, form } from './fields.js';
import { formatDateTime } from './format.js';
import { toast } from './messages.js';
import { serviceKeysCard } from './service-keys.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card, empty, facts } from './ui.js';
import { webhooks } from './webhooks.js';

const t = text.admin;

export function open(container) {
  const result = h('div', { 'aria-live': 'polite' });
  const email = field(t.email, { name: 'email', type: 'email', autocomplete: 'off', inputmode: 'email' });
  const search = form({
    class: 'search',
    fields: [email],
    action: t.find,
    check: (values) => (values.email.trim() ? {} : { email: text.common.required }),
    submit: async (values) => {
      const { data } = await get(`/api/admin/users?email=${encodeURIComponent(values.email.trim())}`);
      const user = data.users?.[0] ?? data.user ?? (data.user_id ? data : null);
      show(result, user ? userCard(user, result) : card(t.found, {}, empty('search', t.notFound, t.notFoundHint)));
    },
  });
  show(result, card(t.found, {}, empty('search', t.start, t.startHint)));
  show(container, card(t.find, {}, search), result, serviceKeysCard(), webhooks());
}

function userCard(user, result) {
  const path = `/api/admin/users/${encodeURIComponent(user.user_id)}`;
  const self = user.user_id === session.current().user.user_id;
  const role = field(t.role, { name: 'role', options: t.roles, value: user.role });
  const status = field(t.status, { name: 'status', options: t.statuses, value: user.status });
  const plan = field(t.plan, { name: 'plan', value: user.plan, maxlength: 64 });
  const change = async (values) => {
    const wanted = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== user[name]));
    if (Object.keys(wanted).length) {
      const { data } = await patch(path, wanted);
      show(result, userCard(data.user ?? data, result));
    }
    toast(text.common.saved);
  };
  const sheet = form({
    fields: [h('div', { class: 'columns columns-three' }, role, status, plan), h('p', { class: 'hint form-hint' }, t.suspendHint)],
    action: t.save,
    submit: (values) => (self ? confirm(t.confirmSelf, t.confirmSelfHint, t.save, () => change(values)) : change(values)),
    more: [button(t.endSessions, { kind: 'quiet', on: { click: () => confirm(t.endTitle(user.email), t.endHint, t.endSessions, async () => {
      await del(`${path}/sessions`);
      toast(t.sessionsEnded);
    }) } })],
  });
  const name = displayName(null, user);
  return card(t.found, {},
    h('div', { class: 'person' }, avatar(null, name, 48), h('div', {}, h('p', { class: 'row-title' }, name), h('p', { class: 'hint' }, user.email, self ? ` · ${t.self}` : ''))),
    sheet,
    facts([
      [text.profile.userId, user.user_id], [text.profile.created, formatDateTime(user.createdAt)], [text.profile.lastLogin, formatDateTime(user.lastLoginAt)],
      [text.profile.emailVerified, user.emailVerified ? text.common.yes : text.common.no],
    ]),
    adminFactors(path));
}
