// The fields of the account record, and its facts. The profile page shows and saves them together with the profile document.
import { h } from './dom.js';
import { entriesEditor } from './entries.js';
import { field, written } from './fields.js';
import { formatDateTime, formatNumber } from './format.js';
import { difference } from './merge-patch.js';
import { text } from './text.js';
import { card, facts } from './ui.js';

const t = text.profile;

/**
 * `{ texts, address, shop, typed(), change(user, more) }`: fields by name, the editor of the address, the card of the shop or null; `change`
 * returns what to send, which replaces `user`; `more` are members that come from other fields.
 */
export function accountFields(user) {
  const texts = {
    username: field(t.username, { name: 'username', value: user.username ?? '', maxlength: 100, autocomplete: 'nickname' }),
    phoneNumber: field(t.phoneNumber, { name: 'phoneNumber', type: 'tel', value: user.phoneNumber ?? '', maxlength: 40, autocomplete: 'tel' }),
    ...(user.role === 'vendor' ? {
      storeName: field(t.storeName, { name: 'storeName', value: user.storeName ?? '', maxlength: 200 }),
      storeDescription: field(t.storeDescription, { name: 'storeDescription', area: true, value: user.storeDescription ?? '', maxlength: 4000 }),
    } : {}),
  };
  const address = entriesEditor(user.address ?? {}, { name: 'address', none: t.addressNone, add: t.addPart, nulls: true });
  return {
    texts,
    address,
    shop: texts.storeName ? card(t.shop, {}, texts.storeName, texts.storeDescription) : null,
    typed: () => [Object.values(texts).map((one) => one.read()), address.typed()],
    change: (saved, more) => {
      const next = { ...written(texts), address: address.read(), ...more };
      const names = [...Object.keys(texts), 'address', ...Object.keys(more)];
      const before = Object.fromEntries(names.filter((name) => saved[name] !== null && saved[name] !== undefined).map((name) => [name, saved[name]]));
      const change = difference({ address: {}, ...before }, Object.fromEntries(Object.entries(next).filter(([, value]) => value)));
      // The service replaces the address as a whole; it does not merge it.
      if (change.address) change.address = next.address;
      return change;
    },
  };
}

/** What the service knows about the account, once each. What holds nothing is not shown. */
export function accountFacts(user, profile) {
  const count = (value) => (value ? formatNumber(value) : null);
  const vendor = user.role === 'vendor';
  return card(t.account, {}, facts([
    [t.email, user.email && h('span', {}, user.email, ' ', h('span', { class: user.emailVerified ? 'pill' : 'pill pill-warn' }, user.emailVerified ? text.mail.isVerified : text.mail.isUnverified))],
    [t.plan, user.plan], [t.role, t.roles[user.role] ?? user.role], [t.status, t.statuses[user.status] ?? user.status],
    [t.created, formatDateTime(user.createdAt ?? profile.createdAt)], [t.lastLogin, formatDateTime(user.lastLoginAt)],
    [t.updated, formatDateTime(profile.updatedAt)], [t.version, formatNumber(profile.version)], [t.userId, profile.userId],
    [t.stripeCustomerId, profile.stripeCustomerId], [t.revenueCatId, profile.revenueCatId],
    [t.wishlist, count(user.wishlist?.length)], [t.cart, count(user.cart?.length)], [t.totalOrders, count(user.totalOrders)], [t.totalSpent, count(user.totalSpent)],
    ...(vendor ? ['totalProducts', 'totalRevenue', 'rating', 'totalReviews'].map((name) => [t[name], count(user[name])]) : []),
  ]));
}
