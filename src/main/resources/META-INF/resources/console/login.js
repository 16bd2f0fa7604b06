// Login and sign-up. What only some users need is loaded when they need it.
import { OfflineError } from './api.js';
import { h } from './dom.js';
import { entryPage, keepEmail, knownEmail, pageLink } from './entry-page.js';
import { field, form, passwordField } from './fields.js';
import { sentence, toast } from './messages.js';
import * as options from './options.js';
import { providerLinks } from './providers.js';
import * as session from './session.js';
import { text } from './text.js';
import { actionButton, button } from './ui.js';

export const PLACE = {
  'invalid-email': 'email',
  'user-exists-at-signup': 'email',
  'password-too-short': 'password',
  'password-too-long': 'password',
  'password-well-known': 'password',
  'password-too-weak': 'password',
  'invalid-credentials': 'password',
};

export const required = (values) => {
  const wrong = {};
  if (!/^\S+@\S+$/.test(values.email.trim())) wrong.email = text.entry.invalidEmail;
  if (!values.password) wrong.password = text.common.required;
  return wrong;
};

/** `second(first, entered)` is called if the account needs a second step. */
export async function enter(email, password, second) {
  const entered = (opened) => {
    import('./vault.js').then((vault) => vault.unlock(opened, password)).catch(() => {});
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
  if (secret) import('./vault.js').then((vault) => vault.unlockByPasskey(opened, secret)).catch(() => {});
}

let loading = null;
// Both at once, although one imports the other.
const passkey = () => (loading ??= Promise.all([import('./passkey.js'), import('./client-passkeys.js')]).then(([own]) => own, (failure) => {
  loading = null;
  throw new OfflineError(String(failure));
}));

export const supportsPasskeys = () => typeof globalThis.PublicKeyCredential === 'function';

/** Passkeys in the autofill of the address field, as long as the login form is shown. */
const offerPasskeys = () => passkey().then(({ startAutofill }) => startAutofill((found) => enterByPasskey(found).catch((failure) => {
  toast(sentence(failure), { kind: 'error' });
  offerPasskeys();
}))).catch(() => {});

/** To be called when the login form is left. */
export const stopAutofill = () => loading?.then((found) => found.stopAutofill()).catch(() => {});

export const passkeyButton = () => actionButton(text.factors.signInPasskey, { icon: 'key' }, async () => {
  try {
    await enterByPasskey(await (await passkey()).askToLogIn());
  } catch (failure) {
    if (document.querySelector('.entry-card [autocomplete~=webauthn]')) offerPasskeys();
    throw failure;
  }
});

/** What replaces the password, below the form. */
function otherWays(joining) {
  const parts = [!joining && supportsPasskeys() && passkeyButton(),
    providerLinks(options.current()?.providers ?? [], joining ? text.factors.continueWith : text.factors.signIn)].filter(Boolean);
  return parts.length ? h('div', { class: 'other-ways' }, h('p', { class: 'or' }, text.factors.or), parts) : null;
}

export function entry() {
  const container = h('div', { class: 'entry-room' });
  const turn = (joining, email = knownEmail()) => {
    container.replaceChildren(sheet(joining, email, turn, container));
    if (joining) stopAutofill();
    else if (supportsPasskeys()) offerPasskeys();
  };
  turn(location.hash === '#/signup');
  return entryPage(container);
}

function sheet(joining, typed, turn, container) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: joining ? 'username' : 'username webauthn', inputmode: 'email', value: typed, maxlength: 254 });
  // The strength meter is added here once it is loaded.
  const strength = h('div', { class: 'strength' });
  const password = passwordField(text.common.password,
    joining ? { autocomplete: 'new-password', hint: text.entry.newPasswordHint, after: strength } : {});
  if (joining) {
    import('./strength.js').then(({ guessable, strengthMeter }) => {
      const meter = strengthMeter();
      strength.replaceWith(meter.element);
      meter.watch(password.input, () => guessable(email.input.value));
    }).catch(() => {});
  }
  email.input.addEventListener('input', () => keepEmail(email.read()));
  const toForm = (address) => {
    turn(false, address);
    container.querySelector('input').focus();
  };
  const second = ({ turnToSecondStep }, first, entered) => {
    stopAutofill();
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
