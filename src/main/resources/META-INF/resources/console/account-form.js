// The account record. The form sends only changed fields.
import { patch } from './api.js';
import { h, show } from './dom.js';
import { entriesEditor, wrongEntries } from './entries.js';
import { parse } from './exact.js';
import { field, filled, form, written } from './fields.js';
import { formatDateTime, formatNumber } from './format.js';
import { difference } from './merge-patch.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { card, facts } from './ui.js';
import { hold } from './unsaved.js';

const t = text.profile;

export function accountForm(container, user) {
  const vendor = user.role === 'vendor';
  const texts = {
    name: field(t.name, { name: 'name', value: user.name ?? '', maxlength: 200, autocomplete: 'name' }),
    username: field(t.username, { name: 'username', value: user.username ?? '', maxlength: 100, autocomplete: 'nickname' }),
    phoneNumber: field(t.phoneNumber, { name: 'phoneNumber', type: 'tel', value: user.phoneNumber ?? '', maxlength: 40, autocomplete: 'tel' }),
    profileImage: field(t.profileImage, { name: 'profileImage', value: user.profileImage ?? '', maxlength: 2000 }),
    ...(vendor ? {
      storeName: field(t.storeName, { name: 'storeName', value: user.storeName ?? '', maxlength: 200 }),
      storeDescription: field(t.storeDescription, { name: 'storeDescription', area: true, value: user.storeDescription ?? '', maxlength: 4000 }),
    } : {}),
  };
  const address = entriesEditor(user.address ?? {}, { name: 'address', none: t.addressNone, add: t.addPart, nulls: true });
  const typed = () => JSON.stringify([Object.values(texts).map((one) => one.read()), address.typed()]);
  const loaded = typed();
  const unsaved = h('span', { class: 'unsaved', role: 'status' });
  const changed = () => {
    const dirty = typed() !== loaded;
    unsaved.textContent = dirty ? t.unsaved : '';
    hold('account', dirty && text.unsaved.account, { section: true });
  };
  changed();
  const sheet = form({
    action: t.saveAccount,
    kind: 'plain',
    fields: [
      h('div', { class: 'columns' }, texts.name, texts.username), h('div', { class: 'columns' }, texts.phoneNumber, texts.profileImage),
      texts.storeName, texts.storeDescription,
      h('fieldset', { class: 'group' }, h('legend', {}, t.address), address.element),
    ].filter(Boolean),
    words: { username: text.common.required },
    check: () => ({ ...wrongEntries({ address }), ...filled({ username: texts.username.read().trim() }) }),
    submit: async () => {
      const next = { ...written(texts), address: address.read() };
      const before = Object.fromEntries([...Object.keys(texts), 'address'].filter((name) => user[name] !== null && user[name] !== undefined).map((name) => [name, user[name]]));
      const change = difference({ address: {}, ...before }, next);
      // The service replaces the address as a whole; it does not merge it.
      if (change.address) change.address = next.address;
      if (Object.keys(change).length) {
        const { data } = await patch('/api/user', change, { parse });
        await session.reload();
        show(container, accountForm(container, data));
      } else {
        show(container, accountForm(container, user));
      }
      toast(text.common.saved);
    },
    more: [unsaved],
    on: { input: changed, change: changed, entries: changed },
  });
  // A shop that holds nothing is not shown.
  const count = (value) => (value ? formatNumber(value) : null);
  return card(t.account, { hint: t.accountHint }, sheet, facts([
    [t.role, text.admin.roles[user.role] ?? user.role], [t.status, text.admin.statuses[user.status] ?? user.status], [t.plan, user.plan],
    [t.emailVerified, user.emailVerified ? text.common.yes : text.common.no], [t.lastLogin, formatDateTime(user.lastLoginAt)],
    [t.wishlist, count(user.wishlist?.length)], [t.cart, count(user.cart?.length)], [t.totalOrders, count(user.totalOrders)], [t.totalSpent, count(user.totalSpent)],
    ...(vendor ? ['totalProducts', 'totalRevenue', 'rating', 'totalReviews'].map((name) => [t[name], count(user[name])]) : []),
  ]));
}
