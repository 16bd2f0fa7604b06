// The dialog for acts that the service allows only shortly after a login. Any sign-in method of the account will do.
import { get, post, serverTime } from './api.js';
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import * as options from './options.js';
import { proofForms } from './proofs.js';
import { providerLinks } from './providers.js';
import * as session from './session.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.factors;
const SECOND = ['passkey', 'totp', 'recovery_code'];
/** The service's limit is 10 minutes by default; a redirect takes a part of it. */
const FRESH = 300_000;

let asking = null;

/** Resolves to true if the user has confirmed who they are. `failure` is the refusal of the service. */
export function confirmIdentity(failure) {
  asking ??= ask(failure.code === 'mfa-enrollment-required').finally(() => {
    asking = null;
  });
  return asking;
}

/** Before a redirect, which cannot ask on the way. Resolves to true if the last confirmation is recent. */
export async function ensureFresh() {
  const { data, response } = await get('/api/auth/session');
  return serverTime(response) - Date.parse(data.session.auth_time) < FRESH || confirmIdentity({});
}

const readOptions = async () => (await post('/api/auth/reauthenticate/options')).data;

async function ask(secondStep) {
  const methods = (await readOptions()).methods.filter((one) => !secondStep || SECOND.includes(one));
  // The role requires a second step, and the account has none: the notice at the top says what to do.
  if (secondStep && !methods.length) return false;
  if (session.current()?.session.amr?.includes('hwk')) methods.sort((one) => (one === 'passkey' ? -1 : 1));
  return Boolean(await dialog(t.confirmTitle, (close) => [
    h('p', { class: 'lead' }, t.confirmHint),
    methods.length ? proofForms({
      methods,
      email: session.current()?.user.email,
      action: t.confirmAction,
      options: readOptions,
      requestCode: () => post('/api/auth/reauthenticate/code'),
      send: async (proof) => {
        await session.reauthenticate(proof);
        close(true);
      },
      more: () => [button(text.common.cancel, { on: { click: () => close(false) } })],
    }) : signInAgain(),
  ]));
}

/** An account whose only sign-in method is a provider. */
function signInAgain() {
  const links = providerLinks(options.current()?.providers ?? [], t.signIn);
  return links ? h('div', { class: 'stack-tight' }, h('p', {}, t.confirmAgain), links) : h('p', {}, t.confirmNone);
}
