// For role admin: the list of users, which opens the page of a user; service keys; webhooks.
import { get } from './api.js';
import { avatar, displayName } from './avatar.js';
import { h, show } from './dom.js';
import { field, form } from './fields.js';
import { formatDay, formatNumber, formatRelative } from './format.js';
import { guarded } from './messages.js';
import { serviceKeysCard } from './service-keys.js';
import { addText, text } from './text.js';
import { actionButton, busy, button, card, empty, load } from './ui.js';
import { webhooks } from './webhooks.js';

const t = text.admin;

const LIMIT = 25;

/** Loads the page of a user or the dialog that creates one, with their text. */
const withText = (module) => addText('adminUser', 'keys').then(module);

/** A filter that few accounts match gives empty pages; so many are read before the user is asked. */
const EMPTY_PAGES = 5;

export function open(container) {
  const home = h('div', { class: 'stack' });
  const page = h('div', { class: 'stack' });
  const plans = get('/api/admin/plans').then(({ data }) => data.plans.map((one) => one.name));
  plans.catch(() => {});

  /** Shows the page of a user instead of the list, and returns to the same place of the list. */
  const openUser = async (user, opener) => {
    const [{ userPage }, names] = await Promise.all([withText(() => import('./admin-user.js')), plans]);
    const at = scrollY;
    const back = (changed) => {
      show(page);
      home.hidden = false;
      scrollTo(0, at);
      if (changed) users.draw();
      else opener?.focus();
    };
    home.hidden = true;
    show(page, userPage(user, names, back));
    scrollTo(0, 0);
    page.querySelector('h2').focus({ preventScroll: true });
  };

  const users = usersCard(plans, openUser);
  show(home, users.element, serviceKeysCard(), webhooks());
  show(container, home, page);
  users.draw();
}

function usersCard(plans, openUser) {
  const room = h('div', {});
  const count = h('p', { class: 'hint people-count', role: 'status' });
  const any = (options) => ({ '': t.any, ...options });
  const prefix = field(t.prefix, { name: 'email_prefix', type: 'search', hint: t.prefixHint, autocomplete: 'off', inputmode: 'email', maxlength: 254 });
  const role = field(t.role, { name: 'role', options: any(t.roles) });
  const status = field(t.status, { name: 'status', options: any(t.statuses) });
  const plan = field(t.plan, { name: 'plan', options: any({}) });
  plans.then((names) => plan.input.append(...names.map((name) => h('option', { value: name }, name))), () => {});
  const filter = form({
    'aria-label': t.filter, role: 'search',
    fields: [prefix, h('div', { class: 'columns columns-three' }, role, status, plan)],
    action: t.search, kind: 'quiet',
    submit: () => draw(),
  });
  // A choice applies at once; only a typed address needs the button.
  filter.addEventListener('change', ({ target }) => target.localName === 'select' && filter.requestSubmit());

  const read = (query, cursor) => readUsers(cursor ? { ...query, cursor } : query);
  const draw = () => {
    count.textContent = '';
    const query = Object.fromEntries([prefix, role, status, plan].map((one) => [one.field, one.read().trim()]).filter(([, value]) => value));
    return load(room, async () => {
      const { users, cursor } = await read(query);
      if (!users.length && !cursor) return empty('search', t.none, t.noneHint);
      const rows = h('tbody', { role: 'rowgroup' }, users.map((user) => userRow(user, openUser)));
      const more = button(text.common.more, { hidden: !cursor });
      const said = (next) => {
        count.textContent = rows.children.length || !next ? (next ? t.shownOfMore : t.shown)(formatNumber(rows.children.length)) : t.searching;
      };
      let next = cursor;
      more.addEventListener('click', () => busy(more, () => guarded(async () => {
        const page = await read(query, next);
        next = page.cursor;
        more.hidden = !next;
        const added = page.users.map((user) => userRow(user, openUser));
        rows.append(...added);
        said(next);
        // Screen readers continue at the first new row.
        added[0]?.querySelector('button').focus();
      })));
      said(cursor);
      return [table(rows), h('div', { class: 'actions centered' }, more)];
    }, 5);
  };
  const create = actionButton(t.create, { icon: 'plus' }, async () => {
    const [{ createUser }, names] = await Promise.all([withText(() => import('./admin-dialogs.js')), plans]);
    createUser(names).then((user) => user && guarded(async () => {
      draw();
      await openUser(user);
    }));
  });
  return { element: card(t.users, { hint: t.usersHint, tools: create, class: 'card-wrap' }, filter, count, room), draw };
}

/** Pages until one has users, or so many. */
async function readUsers(query) {
  let cursor = query.cursor ?? null;
  for (let page = 0; ; page++) {
    const { data } = await get(`/api/admin/users?${new URLSearchParams({ ...query, limit: LIMIT, ...(cursor && { cursor }) })}`);
    cursor = data.next_cursor;
    if (data.users.length || !cursor || page === EMPTY_PAGES) return { users: data.users, cursor };
  }
}

// The roles are said because rows are cards on a phone, and a browser could take them for no table.
const table = (rows) => h('table', { class: 'people', role: 'table', 'aria-label': t.users },
  h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, [t.user, t.role, t.plan, t.created, t.lastLogin].map((title) => h('th', { scope: 'col', role: 'columnheader' }, title)))),
  rows);

function userRow(user, openUser) {
  const name = displayName(null, user);
  const address = user.email ?? user.user_id;
  const opener = h('button', { type: 'button', class: 'button-link people-name', 'aria-label': t.openUser(address), on: { click: () => busy(opener, () => guarded(() => openUser(user, opener))) } }, address);
  const cell = (label, ...content) => h('td', { role: 'cell', data: { label } }, content);
  return h('tr', { role: 'row' },
    h('th', { scope: 'row', role: 'rowheader' }, h('div', { class: 'people-who' }, avatar(null, name, 36),
      h('div', {}, opener, h('p', { class: 'hint' }, user.name ?? user.username)))),
    cell(t.role, h('span', {}, t.roles[user.role] ?? user.role), statePills(user)),
    cell(t.plan, user.plan),
    cell(t.created, formatDay(user.createdAt)),
    cell(t.lastLogin, user.lastLoginAt ? formatRelative(user.lastLoginAt) : t.never));
}

/** What is unusual about an account. */
export const statePills = (user) => [
  user.status === 'suspended' && h('span', { class: 'pill pill-bad' }, t.statuses.suspended),
  !user.hasPassword && !user.lastLoginAt && h('span', { class: 'pill pill-warn' }, t.noPassword),
];
