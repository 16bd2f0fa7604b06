// Asks for an email with which a forgotten password can be replaced.
import { post } from './api.js';
import { checkEmail, resendButton, sending } from './codes.js';
import { h } from './dom.js';
import { entryCard, keepEmail, knownEmail, pageLink, turnTo } from './entry-page.js';
import { field, form } from './fields.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.mail;

const request = (email) => sending(() => post('/api/auth/password/forgot', { email }, { ask: false }));

export function forgotPage(container) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', maxlength: 254, value: knownEmail() });
  turnTo(container, entryCard(t.forgotTitle, t.forgotHint, form({
    fields: [email],
    action: t.forgotAction,
    place: { 'invalid-email': 'email' },
    check: checkEmail,
    submit: async (values) => {
      keepEmail(values.email);
      await request(values.email.trim());
      turnTo(container, sentCard(values.email.trim()));
    },
  }), h('p', { class: 'entry-turn' }, pageLink('profile', t.backToLogin))));
}

/** The same words whether or not the address has an account. */
const sentCard = (email) => entryCard(t.sentTitle, t.forgotSent(email),
  h('div', { class: 'actions' },
    button(t.enterCode, { kind: 'primary', on: { click: () => {
      location.hash = '#/reset';
    } } }),
    resendButton(() => request(email))),
  h('p', { class: 'entry-turn' }, pageLink('profile', t.backToLogin)));
