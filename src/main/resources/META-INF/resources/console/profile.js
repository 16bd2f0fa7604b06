// The profile: the profile document and the account record in one form. Only changes are sent, those of the document with If-Match, so
// that changes made elsewhere are detected.
import { accountFacts, accountFields } from './account-fields.js';
import { ApiError, get, patch } from './api.js';
import { displayName } from './avatar.js';
import { settle } from './conflict.js';
import { h, show } from './dom.js';
import { entriesEditor, wrongEntries } from './entries.js';
import { parse } from './exact.js';
import { field, filled, form, written } from './fields.js';
import { firstSteps } from './first-steps.js';
import { difference } from './merge-patch.js';
import { toast } from './messages.js';
import { pictureEditor } from './picture.js';
import * as session from './session.js';
import { text } from './text.js';
import { card, load } from './ui.js';
import { hold } from './unsaved.js';

const t = text.profile;
/** Server-owned members. */
const SERVER = ['userId', 'email', 'stripeCustomerId', 'revenueCatId', 'createdAt', 'updatedAt', 'version'];
/** Their autocomplete tokens. */
const NAMES = { givenName: 'given-name', familyName: 'family-name', displayName: 'nickname' };
/** Members with their own place on this page, or none; all others are custom fields. */
const RESERVED = [...SERVER, ...Object.keys(NAMES), 'avatarUrl', 'avatarImage', 'preferences'];
/** The longest name that the account record takes. */
const LONGEST_NAME = 200;

export function open(container) {
  const room = h('div', { class: 'stack' });
  const steps = h('div', {});
  show(container, steps, room);
  const endSteps = firstSteps(steps);
  load(room, async () => {
    const [{ data: profile, etag }, { data: user }] = await Promise.all([get('/api/user/profile', { parse }), get('/api/user', { parse })]);
    return profileForm(room, { profile, etag, user });
    // As high as the window, so that content below it does not shift visibly.
  }, 20);
  return () => {
    endSteps();
    hold('profile', false);
  };
}

/** The name that others see. */
const nameOf = (profile) => [...(displayName(profile, {}) ?? '')].slice(0, LONGEST_NAME).join('');

/**
 * What the account record has and the profile document lacks is shown in the document's fields: there is one name and one picture. A
 * change of them goes to both.
 */
function shared({ profile, user }) {
  return {
    displayName: profile.displayName ?? (profile.givenName || profile.familyName ? '' : user.name ?? ''),
    avatarUrl: profile.avatarUrl ?? (!profile.avatarImage && /^https?:/.test(user.profileImage ?? '') ? user.profileImage : ''),
  };
}

/** `stored`: `{ profile, etag, user }` as the service has them. */
function profileForm(container, stored) {
  const { profile, user } = stored;
  const filledIn = shared(stored);
  const names = Object.fromEntries(Object.entries(NAMES).map(([name, autocomplete]) =>
    [name, field(t[name], { name, hint: name === 'displayName' ? t.displayNameHint : null, value: filledIn[name] ?? profile[name] ?? '', maxlength: 200, autocomplete })]));
  const avatarUrl = field(t.avatarUrl, { name: 'avatarUrl', type: 'url', hint: t.avatarUrlHint, value: filledIn.avatarUrl, maxlength: 2000 });
  const texts = { ...names, avatarUrl };
  const account = accountFields(user);
  const preferences = entriesEditor(profile.preferences ?? {}, { name: 'preferences', none: t.preferencesNone, add: t.addPreference });
  const custom = entriesEditor(Object.fromEntries(Object.entries(profile).filter(([name]) => !RESERVED.includes(name))),
    { name: 'custom', none: t.customNone, add: t.addField, reserved: RESERVED });
  const picture = pictureEditor(profile.avatarImage, () => changed());

  const wanted = () => {
    const next = { ...custom.read(), ...written(texts) };
    const chosen = preferences.read();
    if (profile.preferences || Object.keys(chosen).length) next.preferences = chosen;
    if (picture.read()) next.avatarImage = picture.read();
    // What only the record has stays there until it is changed.
    for (const [name, value] of Object.entries(filledIn)) if (!(name in profile) && texts[name].read() === value) delete next[name];
    return next;
  };
  const [nameBefore, urlBefore] = [nameOf(written(names)), avatarUrl.read()];
  const unsaved = h('span', { class: 'unsaved', role: 'status' });
  // What is typed, also if it cannot be saved yet.
  const typed = () => JSON.stringify([Object.values(texts).map((one) => one.read()), picture.read() ?? null, preferences.typed(), custom.typed(), account.typed()]);
  const loaded = typed();
  const changed = () => {
    // A browser reports the change of a field also when a log-out in another tab removes it.
    if (!session.current()) return;
    const dirty = typed() !== loaded;
    unsaved.textContent = dirty ? t.unsaved : '';
    hold('profile', dirty && text.unsaved.profile, { section: true });
    picture.draw(avatarUrl.read(), displayName(written(names), session.current().user));
  };

  const take = (data, etag) => Object.assign(stored, { profile: data, etag });
  const save = async (change, tag) => {
    const { data, etag } = await patch('/api/user/profile', change, { headers: { 'If-Match': tag }, parse });
    take(data, etag);
  };
  /** Saves the document; resolves to false if the user keeps editing or has discarded the changes. */
  const saveDocument = async () => {
    const change = difference(stored.profile, wanted(), SERVER);
    if (!Object.keys(change).length) return true;
    try {
      await save(change, stored.etag);
      return true;
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 412) throw failure;
    }
    let saved = false;
    await settle(stored.profile, wanted(), {
      ignored: SERVER,
      save: async (...given) => {
        await save(...given);
        saved = true;
      },
      drop: (...given) => {
        take(...given);
        redraw();
      },
    });
    return saved;
  };
  /** After the document: if this fails, only this is sent again. */
  const saveRecord = async () => {
    // The document comes first: after a conflict it can have what others wrote.
    const [name, url] = [nameOf({ ...written(names), ...stored.profile }), stored.profile.avatarUrl ?? avatarUrl.read().trim()];
    const change = account.change(stored.user, { ...(name === nameBefore ? {} : { name }), ...(url === urlBefore ? {} : { profileImage: url }) });
    if (!Object.keys(change).length) return;
    stored.user = (await patch('/api/user', change, { parse })).data;
    await session.reload();
  };
  const redraw = () => show(container, profileForm(container, stored));
  const sheet = form({
    action: t.save,
    class: 'stack',
    fields: [
      card(t.about, {}, picture.element, avatarUrl,
        h('div', { class: 'columns' }, names.givenName, names.familyName), names.displayName,
        h('div', { class: 'columns' }, account.texts.username, account.texts.phoneNumber)),
      account.shop,
      card(t.address, {}, account.address.element),
      card(t.preferences, { hint: t.preferencesHint }, preferences.element),
      card(t.custom, { hint: t.customHint }, custom.element),
    ].filter(Boolean),
    check: () => ({ ...wrongEntries({ address: account.address, preferences, custom }), ...(user.username ? filled({ username: account.texts.username.read().trim() }) : {}) }),
    words: { avatarUrl: t.avatarUrlWrong },
    submit: async () => {
      if (!(await saveDocument())) return;
      await saveRecord();
      redraw();
      toast(text.common.saved);
    },
    more: [unsaved],
    on: { input: changed, change: changed, entries: changed },
  });
  changed();
  return [sheet, accountFacts(user, profile)];
}
