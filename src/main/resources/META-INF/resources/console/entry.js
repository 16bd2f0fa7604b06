// Log in, sign up, and log in again in the middle of something.
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { field, form, passwordField } from './fields.js';
import * as session from './session.js';
import { text } from './text.js';
import { button } from './ui.js';
import * as vault from './vault.js';

const PLACE = {
  'invalid-email': 'email',
  'user-exists-at-signup': 'email',
  'password-too-short': 'password',
  'password-too-long': 'password',
  'password-well-known': 'password',
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
  const room = h('div', { class: 'entry-room' });
  const element = h('main', { class: 'entry', id: 'main' },
    h('header', { class: 'entry-head' },
      h('img', { class: 'mark', src: '/console/mark.svg', alt: '', width: 40, height: 40 }),
      h('p', { class: 'entry-brand' }, text.brand)),
    room);
  const turn = (joining, email = '') => room.replaceChildren(sheet(joining, email, turn));
  turn(location.hash === '#/signup');
  return element;
}

function sheet(joining, typed, turn) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', value: typed, maxlength: 254 });
  const password = passwordField(text.common.password, joining ? { autocomplete: 'new-password', hint: text.entry.newPasswordHint } : {});
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
      if (joining) await session.signUp(address, values.password);
      await enter(address, values.password);
    },
  });
  const element = h('section', { class: 'card entry-card' },
    h('h1', {}, joining ? text.entry.join : text.entry.welcome),
    h('p', { class: 'lead' }, joining ? text.entry.joinHint : text.entry.welcomeHint),
    sent,
    h('p', { class: 'entry-turn' }, joining ? text.entry.toLogIn : text.entry.toSignUp, ' ',
      button(joining ? text.entry.toLogInLink : text.entry.toSignUpLink, { kind: 'link', on: { click: () => {
        turn(!joining, email.input.value);
        document.querySelector('.entry input')?.focus();
      } } })));
  return element;
}

/** Asks for the password of `email` in a dialog; resolves to whether the session is open again. */
export async function loginAgain(email) {
  let ignore;
  const done = await dialog(text.entry.again, (close) => {
    // By this form or in another tab.
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
