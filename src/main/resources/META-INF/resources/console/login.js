// Login, sign-up, and re-authentication in a dialog.
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { entryPage, keepEmail, knownEmail, pageLink } from './entry-page.js';
import { field, form, passwordField } from './fields.js';
import * as options from './options.js';
import * as session from './session.js';
import { guessable, strengthMeter } from './strength.js';
import { text } from './text.js';
import { button } from './ui.js';
import * as vault from './vault.js';

const PLACE = {
  'invalid-email': 'email',
  'user-exists-at-signup': 'email',
  'password-too-short': 'password',
  'password-too-long': 'password',
  'password-well-known': 'password',
  'password-too-weak': 'password',
  'invalid-credentials': 'password',
};

const required = (values) => {
  const wrong = {};
  if (!/^\S+@\S+$/.test(values.email.trim())) wrong.email = text.entry.invalidEmail;
  if (!values.password) wrong.password = text.common.required;
  return wrong;
};

async function enter(email, password) {
  const opened = await session.logIn(email, password);
  vault.unlock(opened, password).catch(() => {});
}

export function entry() {
  const container = h('div', { class: 'entry-room' });
  const turn = (joining, email = knownEmail()) => container.replaceChildren(sheet(joining, email, turn, container));
  turn(location.hash === '#/signup');
  return entryPage(container);
}

function sheet(joining, typed, turn, container) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', value: typed, maxlength: 254 });
  const meter = strengthMeter();
  const password = passwordField(text.common.password,
    joining ? { autocomplete: 'new-password', hint: text.entry.newPasswordHint, after: meter.element } : {});
  if (joining) meter.watch(password.input, () => guessable(email.input.value));
  email.input.addEventListener('input', () => keepEmail(email.read()));
  const toVerification = async (address, secret) => {
    const { unverified } = await import('./unverified.js');
    unverified(container, { email: address, joining }, () => enter(address, secret), () => {
      turn(false, address);
      container.querySelector('input').focus();
    });
  };
  const sent = form({
    fields: [email, password],
    action: joining ? text.entry.signUp : text.entry.logIn,
    place: PLACE,
    check: (values) => {
      const wrong = required(values);
      if (joining && values.password && [...values.password].length < 8) wrong.password = text.entry.tooShort;
      return wrong;
    },
    submit: async (values) => {
      const address = values.email.trim();
      keepEmail(address);
      if (joining) {
        await session.signUp(address, values.password);
        // The service has not told whether the address had an account, so a login would be a guess.
        if ((await options.load()).verification === 'required') return toVerification(address, values.password);
      }
      try {
        return await enter(address, values.password);
      } catch (failure) {
        if (failure.code !== 'email-not-verified') throw failure;
        return toVerification(address, values.password);
      }
    },
  });
  return h('section', { class: 'card entry-card' },
    h('h1', {}, joining ? text.entry.join : text.entry.welcome),
    h('p', { class: 'lead' }, joining ? text.entry.joinHint : text.entry.welcomeHint),
    sent,
    joining ? null : h('p', { class: 'entry-more' }, pageLink('forgot', text.mail.forgotTitle), options.current()?.sign_in_code && pageLink('code', text.mail.codeLink)),
    h('p', { class: 'entry-turn' }, joining ? text.entry.toLogIn : text.entry.toSignUp, ' ',
      button(joining ? text.entry.toLogInLink : text.entry.toSignUpLink, { kind: 'link', on: { click: () => {
        turn(!joining, email.input.value);
        document.querySelector('.entry input')?.focus();
      } } })));
}

/** Asks for the password of `email` in a dialog; resolves to true if the user is logged in again. */
export async function loginAgain(email) {
  let ignore;
  const done = await dialog(text.entry.again, (close) => {
    // The user logged in with this form or in another tab.
    ignore = session.subscribe((event) => {
      if (event === 'login') close(true);
    });
    return [
      h('p', { class: 'lead' }, text.entry.againHint),
      form({
        fields: [field(text.entry.email, { name: 'email', type: 'email', readonly: true, autocomplete: 'username', value: email }), passwordField()],
        action: text.entry.logIn,
        place: PLACE,
        check: required,
        submit: async (values) => {
          await enter(email, values.password);
        },
        more: [button(text.entry.logOut, { on: { click: () => close(false) } })],
      }),
    ];
  }, { sticky: true });
  ignore();
  if (!done) session.left();
  return Boolean(done);
}
