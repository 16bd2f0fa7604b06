// Password change and recovery key.
import { post } from './api.js';
import { dialog } from './dialogs.js';
import { h, show } from './dom.js';
import { addressForManagers, filled, form, PASSWORD_ERRORS, passwordField } from './fields.js';
import { toast } from './messages.js';
import * as session from './session.js';
import { guessable, strengthMeter } from './strength.js';
import { text } from './text.js';
import { button, card, copy } from './ui.js';

const t = text.security;

const PLACE = {
  'invalid-credentials': 'current_password', 'invalid-password': 'current_password', 'wrong-password': 'current_password',
  'password-too-short': 'new_password', 'password-too-long': 'new_password', 'password-well-known': 'new_password',
  'password-too-weak': 'new_password',
};

/** Calls `changed` after the password was changed. */
export function passwordCard(changed) {
  const current = passwordField(t.currentPassword, { name: 'current_password' });
  const meter = strengthMeter();
  const next = passwordField(t.newPassword, { name: 'new_password', autocomplete: 'new-password', after: meter.element });
  const again = passwordField(t.repeatPassword, { name: 'repeat', autocomplete: 'new-password' });
  meter.watch(next.input, () => guessable(session.current().user.email ?? ''));
  const sheet = form({
    fields: [
      addressForManagers(session.current().user.email), current, h('div', { class: 'columns' }, next, again),
    ],
    action: t.changePassword,
    kind: 'plain',
    place: PLACE,
    check: (values) => {
      const wrong = filled(values);
      if (values.new_password && [...values.new_password].length < 8) wrong.new_password = text.entry.tooShort;
      else if (values.repeat && values.repeat !== values.new_password) wrong.repeat = t.passwordDiffers;
      return wrong;
    },
    submit: async ({ current_password, new_password }) => {
      await post('/api/auth/password', { current_password, new_password });
      await session.reload();
      sheet.reset();
      meter.hide();
      toast(t.passwordChanged);
      changed();
    },
  });
  return card(t.password, { hint: t.passwordHint }, sheet);
}

export function recoveryCard() {
  const make = button(t.recoveryMake, { icon: 'key', on: { click: () => dialog(t.recoveryTitle, (close) => {
    const container = h('div', { class: 'stack-tight' });
    show(container, h('p', { class: 'lead' }, t.recoveryHint), form({
      fields: [passwordField()],
      action: t.recoveryMake,
      place: PASSWORD_ERRORS,
      check: filled,
      submit: async (values) => {
        const { data } = await post('/api/user/recovery-key', { password: values.password });
        const key = data.recovery_key;
        // Other parts of the page say whether there is a key.
        session.reload().catch(() => {});
        const copyIt = button(text.common.copy, { kind: 'primary', icon: 'copy', on: { click: () => copy(key) } });
        show(container, h('p', { class: 'lead' }, t.recoveryReady), h('p', { class: 'recovery-key mono' }, key),
          h('div', { class: 'actions' }, copyIt, button(t.recoveryStored, { on: { click: () => close() } })));
        copyIt.focus();
      },
      more: [button(text.common.cancel, { on: { click: () => close() } })],
    }));
    return [container];
  }) } });
  const state = h('div', {});
  const draw = () => {
    const { has_recovery_key: has, recovery_key_complete: complete } = session.current();
    if (has && complete === false) show(state, h('p', { class: 'note' }, t.recoveryOutdated));
    else show(state, h('p', { class: 'two-step-state' }, has ? t.recoveryExists : t.recoveryNone));
  };
  draw();
  return { element: card(t.recovery, { hint: t.recoveryHint }, state, h('div', { class: 'actions' }, make)), draw };
}
