// For role admin: the dialog that creates a user.
import { post } from './api.js';
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { field, form } from './fields.js';
import { toast } from './messages.js';
import * as options from './options.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.adminUser;

/** Resolves to the new account, or undefined. */
export async function createUser(plans) {
  const { mail } = await options.load();
  const invite = checkbox('invite', t.invite, mail ? t.inviteHint : t.inviteNoMail, mail);
  return dialog(text.admin.create, (close) => [
    h('p', { class: 'lead form-lead' }, t.createLead),
    form({
      fields: [
        field(t.email, { name: 'email', type: 'email', autocomplete: 'off', inputmode: 'email', maxlength: 254 }),
        field(t.name, { name: 'name', hint: t.optional, autocomplete: 'off', maxlength: 200 }),
        h('div', { class: 'columns' },
          field(text.admin.role, { name: 'role', options: text.admin.roles, value: 'customer' }),
          field(text.admin.plan, { name: 'plan', options: Object.fromEntries(plans.map((name) => [name, name])), value: 'free' })),
        invite,
      ],
      action: t.createAction,
      place: { 'invalid-email': 'email', 'user-exists': 'email', 'mail-not-configured': 'invite' },
      words: { invite: t.inviteNoMail },
      check: ({ email }) => (email.trim() ? {} : { email: text.common.required }),
      submit: async ({ email, name, role, plan, invite: mailed }) => {
        const { data } = await post('/api/admin/users', { email: email.trim(), ...(name.trim() && { name: name.trim() }), role, plan, invite: mailed });
        close(data);
        toast(mailed ? t.invitedToast(data.email) : t.createdToast(data.email));
      },
      more: [button(text.common.cancel, { on: { click: () => close() } })],
    }),
  ]);
}

/** A checkbox as a field of a form. */
function checkbox(name, label, hint, enabled) {
  const input = h('input', { type: 'checkbox', name, checked: enabled, disabled: !enabled, 'aria-describedby': `${name}-said` });
  const error = h('p', { class: 'field-error' });
  const element = h('div', { class: 'field' },
    h('label', { class: 'scope' }, input, h('span', {}, label)),
    h('p', { class: 'hint', id: `${name}-said` }, hint), error);
  const fail = (message) => {
    error.textContent = message ?? '';
  };
  return Object.assign(element, { input, fail, field: name, read: () => input.checked });
}
