// Recordings from before a password reset without the recovery key: they stay locked until the recovery key or a former
// password unlocks them.
import { post } from './api.js';
import { h, show } from './dom.js';
import { addressForManagers, field, filled, form, passwordField } from './fields.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { card } from './ui.js';
import * as vault from './vault.js';

const t = text.recordings;

const lockedKeys = () => session.current()?.locked_keys ?? [];

/** Whether the current password does not unlock the recording. */
export const isLocked = (file) => lockedKeys().includes(vault.keyIdOf(file));

/** The card that unlocks them, or null if none is locked. */
export function lockedCard() {
  if (!lockedKeys().length) return null;
  const secretRoom = h('div', {});
  const choice = (kind, label) => h('label', { class: 'choice choice-plain' },
    h('input', { type: 'radio', name: 'kind', value: kind, checked: kind === 'recovery_key', on: { change: () => show(secretRoom, secretField(kind)) } }), h('span', {}, label));
  show(secretRoom, secretField('recovery_key'));
  return card(t.lockedTitle, { class: 'locked-card' },
    h('p', {}, t.lockedHint),
    h('p', { class: 'locked-more' }, t.lockedHow),
    form({
      fields: [
        addressForManagers(session.current().user.email),
        h('fieldset', { class: 'group choices-plain' }, h('legend', {}, t.lockedWith), choice('recovery_key', t.recovery), choice('former_password', t.formerPassword)),
        secretRoom,
        passwordField(t.currentPassword),
      ],
      action: t.lockedAction,
      place: { 'invalid-password': 'password', 'invalid-credentials': 'password', 'recovery-key-invalid': 'recovery_key', 'former-password-invalid': 'former_password' },
      check: filled,
      submit: async ({ password, ...secret }) => {
        const { data } = await post('/api/user/audio-key/unlock', { password, ...secret });
        // Empty if another device has unlocked them.
        if (data.unlocked.length) await reopen(password);
        await session.reload();
        toast(lockedKeys().length ? t.unlockedSome : t.unlockedAll);
      },
    }));
}

const secretField = (kind) => (kind === 'recovery_key'
  ? field(t.recovery, { name: kind, hint: t.recoveryHint, autocomplete: 'off', spellcheck: 'false', class: 'mono' })
  : passwordField(t.formerPassword, { name: kind, hint: t.formerHint, autocomplete: 'off' }));

/** The password is known anyway, so everything is playable at once. */
async function reopen(password) {
  const { data } = await post('/api/user/audio-key', { password });
  await vault.unlock({ user_id: session.current().user.user_id, ...data }, password);
}
