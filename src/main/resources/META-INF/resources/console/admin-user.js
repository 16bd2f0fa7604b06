// For role admin: the page of one user.
import { recentActivity } from './activity.js';
import { adminFactors } from './admin-factors.js';
import { adminKeys } from './admin-keys.js';
import { statePills } from './admin.js';
import { del, get, patch, post } from './api.js';
import { avatar, displayName } from './avatar.js';
import { deviceRow, readSessions } from './devices.js';
import { confirm } from './dialogs.js';
import { h, show } from './dom.js';
import { field, form } from './fields.js';
import { formatDateTime, formatDay, formatMonthYear, formatNumber } from './format.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { actionButton, button, card, facts, load } from './ui.js';

const t = text.adminUser;

/** `back(changed)` returns to the list. */
export function userPage(user, plans, back) {
  const path = `/api/admin/users/${encodeURIComponent(user.user_id)}`;
  const who = user.email ?? user.user_id;
  const state = { changed: false };
  const person = personCard(user, path);
  // Each part of the page is one card; further ones are added here.
  const cards = [
    person.element,
    accessCard(user, path, who, plans, () => {
      state.changed = true;
      person.draw();
    }),
    card(text.factors.admin, {}, adminFactors(path)),
    sessionsCard(path, who),
    usageCard(path),
    card(t.keys, { hint: t.keysHint }, adminKeys(path)),
    eventsCard(path),
    !isSelf(user) && removalCard(path, who, () => back(true)),
  ];
  const top = h('div', { class: 'actions' }, button(t.back, { kind: 'quiet', on: { click: () => back(state.changed) } }));
  return [top, cards];
}

const isSelf = (user) => user.user_id === session.current().user.user_id;

function personCard(user, path) {
  const head = h('div', {});
  const draw = () => {
    const name = displayName(null, user);
    show(head,
      h('div', { class: 'person' }, avatar(null, name, 48),
        h('div', {}, h('p', { class: 'row-title' }, name, statePills(user)), h('p', { class: 'hint' }, user.email, isSelf(user) ? ` · ${t.self}` : ''))),
      facts([
        [text.profile.userId, user.user_id], [text.profile.created, formatDateTime(user.createdAt)],
        [text.profile.lastLogin, user.lastLoginAt ? formatDateTime(user.lastLoginAt) : text.admin.never],
        [t.verified, user.emailVerified ? text.common.yes : text.common.no],
        [t.password, user.hasPassword ? t.passwordSet : t.passwordNone],
        [t.customer, user.stripe_customer_id],
      ]));
  };
  draw();
  const invite = user.email && !user.hasPassword && !user.emailVerified && actionButton(t.reinvite, { kind: 'quiet' }, async () => {
    await post(`${path}/invitation`);
    toast(t.reinvited);
  });
  const element = card(text.admin.user, {}, head, invite && h('div', { class: 'actions admin-more' }, invite));
  element.querySelector('h2').tabIndex = -1;
  return { element, draw };
}

function accessCard(user, path, who, plans, changed) {
  const offered = Object.fromEntries(plans.map((name) => [name, name]));
  if (!plans.includes(user.plan)) offered[user.plan] = t.noPlan(user.plan);
  const change = async (wanted) => {
    const { data } = await patch(path, wanted);
    Object.assign(user, data);
    changed();
    toast(text.common.saved);
  };
  const submit = (values) => {
    const wanted = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== user[name]));
    const ask = (title, hint, action) => confirm(title, hint, action, () => change(wanted));
    if (!Object.keys(wanted).length) return toast(text.common.saved);
    if (isSelf(user)) return ask(t.confirmSelf, t.confirmSelfHint, t.save);
    if (wanted.status === 'suspended') return ask(t.suspendTitle(who), t.suspendHint, t.suspend);
    if (wanted.role === 'admin') return ask(t.promoteTitle(who), t.promoteHint, t.promote);
    return change(wanted);
  };
  return card(t.access, { hint: t.accessHint }, form({
    fields: [h('div', { class: 'columns columns-three' },
      field(text.admin.role, { name: 'role', options: text.admin.roles, value: user.role }),
      field(text.admin.status, { name: 'status', options: text.admin.statuses, value: user.status }),
      field(text.admin.plan, { name: 'plan', options: offered, value: user.plan }))],
    action: t.save,
    submit,
  }));
}

function sessionsCard(path, who) {
  const room = h('div', {});
  const root = `${path}/sessions`;
  const endAll = button(t.endSessions, { kind: 'quiet', hidden: true, on: { click: () => confirm(t.endTitle(who), t.endHint, t.endSessions, async () => {
    await del(root);
    toast(t.sessionsEnded);
    draw();
  }) } });
  const draw = () => load(room, async () => {
    const sessions = await readSessions(root);
    endAll.hidden = !sessions.length;
    return sessions.length
      ? h('ul', { class: 'rows' }, sessions.map((one) => deviceRow(one, draw, root)))
      : h('p', { class: 'hint' }, t.sessionsNone);
  }, 2);
  draw();
  return card(t.sessions, { tools: endAll, class: 'card-wrap' }, room);
}

function usageCard(path) {
  const room = h('div', {});
  load(room, async () => {
    const { data: { usage_count: used, limit, remaining, resets_at: resets, periods } } = await get(`${path}/usage`);
    const limited = limit !== null && limit !== undefined;
    return [
      h('p', { class: 'figure' }, limited ? text.usage.used(formatNumber(used), formatNumber(limit)) : text.usage.usedNoLimit(formatNumber(used))),
      h('p', { class: 'hint' }, limited ? text.usage.remaining(formatNumber(remaining)) : text.usage.unlimited, ' · ', text.usage.resets(formatDay(resets))),
      periods.length > 1 && h('table', { class: 'months' },
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.usage.month), h('th', { scope: 'col' }, text.usage.units))),
        h('tbody', {}, periods.map((one) => h('tr', {}, h('th', { scope: 'row' }, formatMonthYear(one.period)), h('td', {}, formatNumber(one.usage_count)))))),
    ];
  }, 2);
  return card(t.usage, {}, room);
}

function eventsCard(path) {
  const room = h('div', {});
  load(room, () => recentActivity(`${path}/events`), 4);
  return card(t.events, {}, room);
}

function removalCard(path, who, removed) {
  const remove = async () => {
    const typed = field(t.removeEmail, { name: 'typed', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
    const done = await confirm(t.removeTitle(who), t.removeHint, t.removeAction, async ({ typed: given }) => {
      if (given.trim().toLowerCase() !== who.toLowerCase()) throw Object.assign(new Error(t.removeMismatch), { field: 'typed' });
      await del(path);
    }, { fields: [typed], words: { typed: t.removeMismatch } });
    if (done) {
      toast(t.removed(who));
      removed();
    }
  };
  return card(t.remove, { hint: t.removeHint, tools: button(t.remove, { kind: 'danger', on: { click: remove } }), class: 'card-wrap' });
}
