// The profile document and the account record. Only changes are sent, with If-Match, so that changes made elsewhere
// are detected.
import { accountForm } from './account-form.js';
import { ApiError, get, patch } from './api.js';
import { displayName } from './avatar.js';
import { settle } from './conflict.js';
import { h, show } from './dom.js';
import { entriesEditor, wrongEntries } from './entries.js';
import { parse } from './exact.js';
import { field, form, written } from './fields.js';
import { firstSteps } from './first-steps.js';
import { formatDateTime, formatNumber } from './format.js';
import { difference } from './merge-patch.js';
import { toast } from './messages.js';
import { pictureEditor } from './picture.js';
import * as session from './session.js';
import { text } from './text.js';
import { card, facts, load } from './ui.js';
import { hold } from './unsaved.js';

const t = text.profile;
/** Server-owned members. */
const SERVER = ['userId', 'email', 'stripeCustomerId', 'revenueCatId', 'createdAt', 'updatedAt', 'version'];
/** Their autocomplete tokens. */
const NAMES = { givenName: 'given-name', familyName: 'family-name', displayName: 'nickname' };
/** Members with their own place on this page, or none; all others are custom fields. */
const RESERVED = [...SERVER, ...Object.keys(NAMES), 'avatarUrl', 'avatarImage', 'preferences'];

export function open(container) {
  const profileContainer = h('div', { class: 'stack' });
  const accountRoom = h('div', { class: 'stack' });
  const steps = h('div', {});
  show(container, steps, profileContainer, accountRoom);
  const endSteps = firstSteps(steps);
  load(profileContainer, async () => {
    const { data, etag } = await get('/api/user/profile', { parse });
    return profileForm(profileContainer, data, etag);
    // As high as the window, so that content below it does not shift visibly.
  }, 20);
  load(accountRoom, async () => accountForm(accountRoom, (await get('/api/user', { parse })).data), 5);
  return () => {
    endSteps();
    ['profile', 'account'].forEach((name) => hold(name, false));
  };
}

function profileForm(container, profile, etag) {
  const names = Object.fromEntries(Object.entries(NAMES).map(([name, autocomplete]) =>
    [name, field(t[name], { name, value: profile[name] ?? '', maxlength: 200, autocomplete })]));
  const avatarUrl = field(t.avatarUrl, { name: 'avatarUrl', type: 'url', hint: t.avatarUrlHint, value: profile.avatarUrl ?? '', maxlength: 2000 });
  const texts = { ...names, avatarUrl };
  const preferences = entriesEditor(profile.preferences ?? {}, { name: 'preferences', none: t.preferencesNone, add: t.addPreference });
  const custom = entriesEditor(Object.fromEntries(Object.entries(profile).filter(([name]) => !RESERVED.includes(name))),
    { name: 'custom', none: t.customNone, add: t.addField, reserved: RESERVED });
  const picture = pictureEditor(profile.avatarImage, () => changed());

  const wanted = () => {
    const next = { ...custom.read(), ...written(texts) };
    const chosen = preferences.read();
    if (profile.preferences || Object.keys(chosen).length) next.preferences = chosen;
    if (picture.read()) next.avatarImage = picture.read();
    return next;
  };
  const unsaved = h('span', { class: 'unsaved', role: 'status' });
  // What is typed, also if it cannot be saved yet.
  const typed = () => JSON.stringify([Object.values(texts).map((one) => one.read()), picture.read() ?? null, preferences.typed(), custom.typed()]);
  const loaded = typed();
  const changed = () => {
    // A browser reports the change of a field also when a log-out in another tab removes it.
    if (!session.current()) return;
    const dirty = typed() !== loaded;
    unsaved.textContent = dirty ? t.unsaved : '';
    hold('profile', dirty && text.unsaved.profile, { section: true });
    picture.draw(avatarUrl.read(), displayName(written(names), session.current().user));
  };

  const redraw = (saved, tag) => show(container, ...profileForm(container, saved, tag));
  const save = async (change, tag) => {
    const { data, etag: next } = await patch('/api/user/profile', change, { headers: { 'If-Match': tag }, parse });
    redraw(data, next);
    toast(text.common.saved);
  };
  const sheet = form({
    action: t.save,
    class: 'stack',
    fields: [
      card(t.picture, {}, picture.element, avatarUrl),
      card(t.names, {}, h('div', { class: 'columns' }, names.givenName, names.familyName), names.displayName),
      card(t.preferences, { hint: t.preferencesHint }, preferences.element),
      card(t.custom, { hint: t.customHint }, custom.element),
    ],
    check: () => wrongEntries({ preferences, custom }),
    words: { avatarUrl: t.avatarUrlWrong },
    submit: async () => {
      const change = difference(profile, wanted(), SERVER);
      if (!Object.keys(change).length) {
        redraw(profile, etag);
        toast(text.common.saved);
        return;
      }
      try {
        await save(change, etag);
      } catch (failure) {
        if (!(failure instanceof ApiError) || failure.status !== 412) throw failure;
        await settle(profile, wanted(), { ignored: SERVER, save, drop: redraw });
      }
    },
    more: [unsaved],
    on: { input: changed, change: changed, entries: changed },
  });
  changed();
  return [sheet, card(t.record, {}, facts([
    [t.email, profile.email], [t.userId, profile.userId], [t.version, formatNumber(profile.version)],
    [t.created, formatDateTime(profile.createdAt)], [t.updated, formatDateTime(profile.updatedAt)],
    [t.stripeCustomerId, profile.stripeCustomerId], [t.revenueCatId, profile.revenueCatId],
  ]))];
}
