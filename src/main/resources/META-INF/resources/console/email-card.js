// The email address of the account, and its change.
import { post } from './api.js';
import { checkCode, checkEmail, codeField, digits, sending, withCode } from './codes.js';
import { dialog } from './dialogs.js';
import { h, show } from './dom.js';
import { field, form } from './fields.js';
import { toast } from './messages.js';
import * as options from './options.js';
import * as session from './session.js';
import { text } from './text.js';
import { button, card } from './ui.js';

const t = text.mail;

/** `{ element, draw() }`; calls `changed` after the address was changed. */
export function emailCard(changed) {
  const container = h('div', { class: 'data-row email-row' });
  const change = button(t.change, { hidden: true, on: { click: () => changeDialog(() => {
    draw();
    changed();
  }) } });
  const draw = () => {
    const { user } = session.current();
    show(container, h('p', { class: 'row-title' }, user.email ?? t.noEmail,
      user.email && h('span', { class: user.emailVerified ? 'pill' : 'pill pill-warn' }, user.emailVerified ? t.isVerified : t.isUnverified)), change);
  };
  draw();
  // Without a mail server the new address cannot be confirmed.
  options.load().then(({ mail }) => {
    change.hidden = !mail;
  });
  return { element: card(t.email, { hint: t.emailHint }, container), draw };
}

const changeDialog = (changed) => dialog(t.changeTitle, (close) => {
  const container = h('div', { class: 'stack-tight' });
  const cancel = () => button(text.common.cancel, { on: { click: () => close() } });
  const askCode = (address) => show(container, h('p', { class: 'lead', role: 'status' }, t.changeSent(address)), form({
    fields: [codeField()],
    action: t.confirmAction,
    check: checkCode,
    submit: async ({ code }) => {
      const { email } = await withCode(() => post('/api/auth/email/change/confirm', { code: digits(code) }));
      await session.reload();
      close();
      toast(t.changedHint(email));
      changed();
    },
    more: [button(text.common.close, { on: { click: () => close() } })],
  }));
  show(container, h('p', { class: 'lead' }, t.changeHint), form({
    fields: [field(t.newEmail, { name: 'new_email', type: 'email', autocomplete: 'email', inputmode: 'email', maxlength: 254 })],
    action: t.changeAction,
    place: { 'invalid-email': 'new_email', 'email-taken': 'new_email', 'user-exists': 'new_email' },
    check: (values) => {
      const { email } = checkEmail({ email: values.new_email });
      return email ? { new_email: email } : {};
    },
    submit: async (values) => {
      await sending(() => post('/api/auth/email/change', { new_email: values.new_email.trim() }));
      askCode(values.new_email.trim());
      container.querySelector('input').focus();
    },
    more: [cancel()],
  }));
  return [container];
});
