// Login, sign-up, and re-authentication in a dialog.
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { entryPage, keepEmail, knownEmail, pageLink } from './entry-page.js';
import { field, form, passwordField } from './fields.js';
import { sentence, toast } from './messages.js';
import * as options from './options.js';
import * as passkey from './passkey.js';
import { providerLinks } from './providers.js';
import * as session from './session.js';
import { guessable, strengthMeter } from './strength.js';
import { text } from './text.js';
import { actionButton, button } from './ui.js';
import { mayLogOut } from './unsaved.js';
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

/** `second(first, entered)` is called if the account needs a second step. */
async function enter(email, password, second) {
  const entered = (opened) => {
    vault.unlock(opened, password).catch(() => {});
  };
  try {
    entered(await session.logIn(email, password));
  } catch (failure) {
    if (failure.code !== 'mfa-required') throw failure;
    second(await import('./second-step.js'), failure.problem, entered);
  }
}

async function enterByPasskey({ proof, secret }) {
  const opened = await session.logInByPasskey(proof);
  if (secret) vault.unlockByPasskey(opened, secret).catch(() => {});
}

/** Passkeys in the autofill of the address field, as long as the login form is shown. */
const offerPasskeys = () => passkey.startAutofill((found) => enterByPasskey(found).catch((failure) => {
  toast(sentence(failure), { kind: 'error' });
  offerPasskeys();
})).catch(() => {});

const passkeyButton = () => actionButton(text.factors.signInPasskey, { icon: 'key' }, async () => {
  try {
    await enterByPasskey(await passkey.askToLogIn());
  } catch (failure) {
    if (document.querySelector('.entry-card [autocomplete~=webauthn]')) offerPasskeys();
    throw failure;
  }
});

/** What replaces the password, below the form. */
function otherWays(joining) {
  const parts = [!joining && passkey.supported() && passkeyButton(),
    providerLinks(options.current()?.providers ?? [], joining ? text.factors.continueWith : text.factors.signIn)].filter(Boolean);
  return parts.length ? h('div', { class: 'other-ways' }, h('p', { class: 'or' }, text.factors.or), parts) : null;
}

export function entry() {
  const container = h('div', { class: 'entry-room' });
  const turn = (joining, email = knownEmail()) => {
    container.replaceChildren(sheet(joining, email, turn, container));
    if (joining) passkey.stopAutofill();
    else offerPasskeys();
  };
  turn(location.hash === '#/signup');
  return entryPage(container);
}

function sheet(joining, typed, turn, container) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: joining ? 'username' : 'username webauthn', inputmode: 'email', value: typed, maxlength: 254 });
  const meter = strengthMeter();
  const password = passwordField(text.common.password,
    joining ? { autocomplete: 'new-password', hint: text.entry.newPasswordHint, after: meter.element } : {});
  if (joining) meter.watch(password.input, () => guessable(email.input.value));
  email.input.addEventListener('input', () => keepEmail(email.read()));
  const toForm = (address) => {
    turn(false, address);
    container.querySelector('input').focus();
  };
  const second = ({ turnToSecondStep }, first, entered) => {
    passkey.stopAutofill();
    const back = () => toForm(email.read());
    turnToSecondStep(container, first, entered, back, h('p', { class: 'entry-turn' }, button(text.mail.backToLogin, { kind: 'link', on: { click: back } })));
  };
  const toVerification = async (address, secret) => {
    const { unverified } = await import('./unverified.js');
    unverified(container, { email: address, joining }, () => enter(address, secret, second), () => toForm(address));
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
        return await enter(address, values.password, second);
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
    otherWays(joining),
    h('p', { class: 'entry-turn' }, joining ? text.entry.toLogIn : text.entry.toSignUp, ' ',
      button(joining ? text.entry.toLogInLink : text.entry.toSignUpLink, { kind: 'link', on: { click: () => {
        turn(!joining, email.input.value);
        document.querySelector('.entry input')?.focus();
      } } })));
}

/** Asks the user of `email` to log in again, in a dialog; resolves to true when that is done. */
export async function loginAgain(email) {
  let ignore;
  const userId = session.current()?.user.user_id;
  const done = await dialog(text.entry.again, (close) => {
    // The user logged in with this form or in another tab.
    ignore = session.subscribe((event) => {
      if (event === 'login') close(true);
    });
    const logOut = () => button(text.entry.logOut, { on: { click: async () => {
      if (await mayLogOut()) close(false);
    } } });
    const container = h('div', {});
    const first = () => container.replaceChildren(...[
      h('p', { class: 'lead' }, text.entry.againHint),
      form({
        fields: [field(text.entry.email, { name: 'email', type: 'email', readonly: true, autocomplete: 'username', value: email }), passwordField()],
        action: text.entry.logIn,
        place: PLACE,
        check: required,
        submit: async (values) => {
          await enter(email, values.password, ({ secondStepForms }, step, entered) => {
            container.replaceChildren(h('p', { class: 'lead' }, text.factors.stepHint), secondStepForms(step, entered, first, () => [logOut()]));
            container.querySelector('input, .dialog-first')?.focus();
          });
        },
        more: [passkey.supported() && passkeyButton(), logOut()].filter(Boolean),
      }),
    ]);
    first();
    return [container];
  }, { sticky: true });
  ignore();
  if (!done) session.left();
  // The passkey can be one of another account.
  else if (session.current()?.user.user_id !== userId) location.reload();
  return Boolean(done);
}
