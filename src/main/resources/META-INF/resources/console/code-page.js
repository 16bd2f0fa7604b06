// Sign-in with a code from an email, where the service offers it.
import { post } from './api.js';
import { checkCode, checkEmail, codeField, digits, resendButton, sending, withCode } from './codes.js';
import { h } from './dom.js';
import { entryCard, keepEmail, knownEmail, pageLink, turnTo } from './entry-page.js';
import { field, form } from './fields.js';
import { turnToSecondStep } from './second-step.js';
import * as session from './session.js';
import { text } from './text.js';

const t = text.mail;

const request = (email) => sending(() => post('/api/auth/code', { email }, { ask: false }));
const back = () => h('p', { class: 'entry-turn' }, pageLink('profile', t.withPassword));

export function codePage(container) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', maxlength: 254, value: knownEmail() });
  turnTo(container, entryCard(t.codeTitle, t.codeIntro, form({
    fields: [email],
    action: t.codeAction,
    place: { 'invalid-email': 'email' },
    check: checkEmail,
    submit: async (values) => {
      keepEmail(values.email);
      await request(values.email.trim());
      turnTo(container, enterCard(container, values.email.trim()));
    },
  }), back()));
}

const enterCard = (container, email) => entryCard(t.sentTitle, t.codeSent(email), form({
  fields: [codeField()],
  action: text.entry.logIn,
  check: checkCode,
  submit: (values) => withCode(async () => ({ data: await session.logInByCode(email, digits(values.code)) })).catch((failure) => {
    if (failure.code !== 'mfa-required') throw failure;
    turnToSecondStep(container, failure.problem);
  }),
  more: [resendButton(() => request(email))],
}), back());
