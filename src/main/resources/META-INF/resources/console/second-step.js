// The second step of a login, after the password, the code from an email or the provider.
import { post } from './api.js';
import { h } from './dom.js';
import { entryCard, pageLink, turnTo } from './entry-page.js';
import { toast } from './messages.js';
import { proofForms } from './proofs.js';
import * as session from './session.js';
import { text } from './text.js';
import * as vault from './vault.js';

const t = text.factors;

/** `first`: `{ mfa_token, methods }` of the service. `entered(opened)` gets the login response, `expired()` is called if the first step must be repeated. */
export const secondStepForms = ({ mfa_token, methods }, entered, expired, more) => proofForms({
  methods,
  action: text.entry.logIn,
  options: async () => (await post('/api/auth/mfa/options', { mfa_token }, { ask: false })).data,
  send: async (proof, secret) => {
    let opened;
    try {
      opened = await session.completeLogIn(mfa_token, proof);
    } catch (failure) {
      if (failure.code !== 'mfa-token-invalid') throw failure;
      toast(t.stepExpired, { kind: 'error' });
      expired();
      return;
    }
    if (secret) vault.unlockByPasskey(opened, secret).catch(() => {});
    entered(opened);
  },
  more,
});

const back = () => h('p', { class: 'entry-turn' }, pageLink('profile', text.mail.backToLogin));

/** Shows the second step in `container` in place of the form of the first. */
export function turnToSecondStep(container, first, entered = () => {}, expired = toLogIn, foot = back()) {
  turnTo(container, entryCard(t.stepTitle, t.stepHint, secondStepForms(first, entered, expired), foot));
}

/** `#/mfa/<token>~<methods>`, to which the service redirects after a sign-in with a provider. */
export function mfaPage(container, link) {
  if (link) turnToSecondStep(container, { mfa_token: link.id, methods: link.secret.split(',') });
  else toLogIn();
}

function toLogIn() {
  location.hash = '#/profile';
}
