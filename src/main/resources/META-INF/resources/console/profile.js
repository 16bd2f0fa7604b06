// The profile document and the account record. Only what was changed is sent, on the condition that nobody else changed it meanwhile.
import { ApiError, get, patch } from './api.js';
import { avatar, displayName, squarePicture } from './avatar.js';
import { h, show } from './dom.js';
import { entriesEditor } from './entries.js';
import { formatDateTime, formatNumber } from './format.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card, dialog, facts, field, form, load, sentence, toast } from './ui.js';

const t = text.profile;
const SERVER = ['userId', 'email', 'stripeCustomerId', 'revenueCatId', 'createdAt', 'updatedAt', 'version'];
const NAMES = ['givenName', 'familyName', 'displayName'];
const KNOWN = [...NAMES, 'avatarUrl', 'avatarImage', 'preferences'];

export function open(room) {
  const profileRoom = h('div', { class: 'stack' });
  const accountRoom = h('div', { class: 'stack' });
  show(room, profileRoom, accountRoom);
  load(profileRoom, async () => {
    const { data, etag } = await get('/api/user/profile');
    return profileForm(profileRoom, data, etag);
  }, 8);
  load(accountRoom, async () => accountForm(accountRoom, (await get('/api/user')).data), 5);
}

function profileForm(room, profile, etag) {
  let avatarImage = profile.avatarImage;
  const inputs = Object.fromEntries(NAMES.map((name) => [name, field(t[name], { name, value: profile[name] ?? '', maxlength: 200, autocomplete: { givenName: 'given-name', familyName: 'family-name', displayName: 'nickname' }[name] })]));
  const avatarUrl = field(t.avatarUrl, { name: 'avatarUrl', type: 'url', hint: t.avatarUrlHint, value: profile.avatarUrl ?? '', maxlength: 2000 });
  const preferences = entriesEditor(profile.preferences ?? {}, { name: 'preferences', none: t.preferencesNone, add: t.addPreference });
  const custom = entriesEditor(Object.fromEntries(Object.entries(profile).filter(([name]) => !SERVER.includes(name) && !KNOWN.includes(name))),
    { name: 'custom', none: t.customNone, add: t.addField, reserved: [...SERVER, ...KNOWN] });

  const wanted = () => {
    const next = { ...custom.read(), preferences: preferences.read() };
    NAMES.forEach((name) => {
      if (inputs[name].read().trim()) next[name] = inputs[name].read().trim();
    });
    if (avatarUrl.read().trim()) next.avatarUrl = avatarUrl.read().trim();
    if (avatarImage) next.avatarImage = avatarImage;
    return next;
  };
  const preview = h('div', { class: 'avatar-preview' });
  const removePicture = button(text.common.remove, { kind: 'link', on: { click: () => { avatarImage = null; drawAvatar(); mark(); } } });
  const drawAvatar = () => {
    removePicture.hidden = !avatarImage;
    show(preview, avatar({ avatarImage, avatarUrl: avatarUrl.read() }, displayName({ displayName: inputs.displayName.read(), givenName: inputs.givenName.read(), familyName: inputs.familyName.read() }, session.current().user), 72));
  };
  drawAvatar();

  const unsaved = h('span', { class: 'unsaved', role: 'status' });
  const mark = () => {
    unsaved.textContent = Object.keys(difference(profile, wanted(), SERVER)).length ? t.unsaved : '';
  };
  const picker = h('input', { type: 'file', accept: 'image/*', class: 'visually-hidden', 'aria-label': t.choosePicture, tabindex: '-1', on: { change: async () => {
    try {
      avatarImage = await squarePicture(picker.files[0]);
      drawAvatar();
      mark();
    } catch {
      toast(t.pictureUnreadable, { kind: 'error' });
    }
    picker.value = '';
  } } });
  const redraw = (saved, tag) => {
    show(room, ...profileForm(room, saved, tag));
    toast(text.common.saved);
  };
  const save = async (change, tag) => {
    const { data, etag: next } = await patch('/api/user/profile', change, { headers: { 'If-Match': tag } });
    redraw(data, next);
  };
  const sheet = form({
    action: t.save,
    class: 'stack',
    fields: [
      card(t.picture, {}, h('div', { class: 'avatar-row' }, preview,
        h('div', {}, h('p', { class: 'hint' }, t.pictureHint),
          h('div', { class: 'actions' }, picker, button(t.choosePicture, { icon: 'upload', on: { click: () => picker.click() } }), removePicture))), avatarUrl),
      card(t.names, {}, h('div', { class: 'columns' }, inputs.givenName, inputs.familyName), inputs.displayName),
      card(t.preferences, { hint: t.preferencesHint }, preferences.element),
      card(t.custom, { hint: t.customHint }, custom.element),
    ],
    check: () => ({ ...(preferences.check() ? { preferences: preferences.check() } : {}), ...(custom.check() ? { custom: custom.check() } : {}) }),
    submit: async () => {
      const change = difference(profile, wanted(), SERVER);
      if (!Object.keys(change).length) {
        toast(text.common.saved);
        return;
      }
      try {
        await save(change, etag);
      } catch (failure) {
        if (!(failure instanceof ApiError) || failure.status !== 412) throw failure;
        await settle(profile, wanted(), save, redraw);
      }
    },
    more: [unsaved],
    on: { input: () => { mark(); drawAvatar(); }, change: mark },
  });
  sheet.addEventListener('entries', mark);
  return [sheet, card(t.record, {}, facts([
    [t.email, profile.email], [t.userId, profile.userId], [t.version, formatNumber(profile.version)],
    [t.created, formatDateTime(profile.createdAt)], [t.updated, formatDateTime(profile.updatedAt)],
    [t.stripeCustomerId, profile.stripeCustomerId], [t.revenueCatId, profile.revenueCatId],
  ]))];
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch (RFC 7396) that makes `to` of `from`. */
export function difference(from, to, ignored = []) {
  const change = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (ignored.includes(name) || same(from[name], to[name])) continue;
    if (!(name in to)) change[name] = null;
    else if (isObject(from[name]) && isObject(to[name])) change[name] = difference(from[name], to[name]);
    else change[name] = to[name];
  }
  return change;
}

/** The profile was changed elsewhere: for each member that differs the person chooses which to keep. */
async function settle(before, mine, save, redraw) {
  const { data: theirs, etag } = await get('/api/user/profile');
  const touched = Object.keys(difference(before, mine, SERVER));
  const disputed = touched.filter((name) => !same(before[name], theirs[name]) && !same(mine[name], theirs[name]));
  await dialog(t.conflict, (close) => {
    const choices = disputed.map((name) => choice(name, mine[name], theirs[name]));
    return [
      h('p', { class: 'lead' }, disputed.length ? t.conflictHint : t.conflictSame),
      form({
        fields: [h('div', { class: 'choices' }, choices.map((one) => one.element))],
        action: t.conflictSave,
        submit: async () => {
          const given = choices.filter((one) => one.read() === 'theirs').map((one) => one.name);
          const kept = Object.fromEntries(Object.entries(mine).filter(([name]) => touched.includes(name) && !given.includes(name)));
          const gone = touched.filter((name) => !(name in mine) && !given.includes(name));
          const change = difference(Object.fromEntries(touched.filter((name) => !given.includes(name)).map((name) => [name, theirs[name]]).filter(([, value]) => value !== undefined)), kept);
          gone.filter((name) => name in theirs).forEach((name) => {
            change[name] = null;
          });
          if (Object.keys(change).length) await save(change, etag);
          else redraw(theirs, etag);
          close();
        },
        more: [button(t.conflictReload, { on: { click: () => { redraw(theirs, etag); close(); } } })],
      }),
    ];
  });
}

function choice(name, mine, theirs) {
  const option = (value, label, shown) => h('label', { class: 'choice' },
    h('input', { type: 'radio', name: `keep-${name}`, value, checked: value === 'mine' }),
    h('span', { class: 'choice-label' }, label), h('span', { class: 'choice-value' }, print(name, shown)));
  const element = h('fieldset', { class: 'choice-set' }, h('legend', {}, t[name] ?? name), option('mine', t.mine, mine), option('theirs', t.theirs, theirs));
  return { element, name, read: () => element.querySelector('input:checked').value };
}

function print(name, value) {
  if (value === undefined || value === null) return t.absent;
  if (name === 'avatarImage') return t.picture;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

function accountForm(room, user) {
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
  const address = entriesEditor(user.address ?? {}, { name: 'address', none: t.addressNone, add: t.addPart });
  const sheet = form({
    action: t.saveAccount,
    kind: 'plain',
    fields: [
      h('div', { class: 'columns' }, texts.name, texts.username), h('div', { class: 'columns' }, texts.phoneNumber, texts.profileImage),
      texts.storeName, texts.storeDescription,
      h('fieldset', { class: 'group' }, h('legend', {}, t.address), address.element),
    ].filter(Boolean),
    check: () => ({
      ...(address.check() ? { address: address.check() } : {}),
      ...(texts.username.read().trim() ? {} : { username: text.common.required }),
    }),
    submit: async () => {
      const next = { address: address.read() };
      Object.entries(texts).forEach(([name, one]) => {
        if (one.read().trim()) next[name] = one.read().trim();
      });
      const before = Object.fromEntries([...Object.keys(texts), 'address'].filter((name) => user[name] !== null && user[name] !== undefined).map((name) => [name, user[name]]));
      const change = difference({ address: {}, ...before }, next);
      // The record's address is replaced as a whole, not merged.
      if (change.address) change.address = next.address;
      if (Object.keys(change).length) {
        const { data } = await patch('/api/user', change);
        await session.reload();
        show(room, accountForm(room, data));
      }
      toast(text.common.saved);
    },
  });
  const money = (value) => (value === null || value === undefined ? null : formatNumber(value));
  return card(t.account, { hint: t.accountHint }, sheet, facts([
    [t.role, text.admin.roles[user.role] ?? user.role], [t.status, text.admin.statuses[user.status] ?? user.status], [t.plan, user.plan],
    [t.emailVerified, user.emailVerified ? text.common.yes : text.common.no], [t.lastLogin, formatDateTime(user.lastLoginAt)],
    [t.wishlist, money(user.wishlist?.length)], [t.cart, money(user.cart?.length)], [t.totalOrders, money(user.totalOrders)], [t.totalSpent, money(user.totalSpent)],
    ...(vendor ? ['totalProducts', 'totalRevenue', 'rating', 'totalReviews'].map((name) => [t[name], money(user[name])]) : []),
  ]));
}
