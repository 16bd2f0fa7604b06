// Asks for passkeys: in the browser's dialog and in the autofill of the address field.
import { ApiError, post } from './api.js';
import { createPasskey, getPasskey, passkeysSupported } from './client-passkeys.js';
import { text } from './text.js';

const t = text.factors;

/** The service forgets a challenge after 5 minutes; the autofill asks for a new one before. */
const RENEW = 240_000;

const WORDS = {
  NotAllowedError: t.passkeyCancelled, AbortError: t.passkeyCancelled, InvalidStateError: t.passkeyExists, SecurityError: t.passkeyForeign,
  NotSupportedError: t.passkeyUnsupported, ConstraintError: t.passkeyUnsupported,
};

let autofill = null;
let latest = 0;

export const supported = passkeysSupported;

const loginOptions = async () => (await post('/api/auth/passkey/options', undefined, { ask: false })).data;

/** The failure of a browser's dialog in words for the user. */
const failed = (failure) => {
  throw Object.hasOwn(WORDS, failure.name) ? new ApiError(400, { error: WORDS[failure.name] }) : failure;
};

/** Asks for a passkey in the browser's dialog: `{ proof: { state, credential }, secret }`. `secret` is the output of the PRF extension, which the service never gets. */
export async function ask(options) {
  await stopAutofill();
  return getPasskey(options).catch(failed);
}

export const askToLogIn = async () => ask(await loginOptions());

/** The PRF output of one passkey of the user, and the salt: `{ secret, salt }`. The assertion itself is not used. */
export async function askSecret(id) {
  const { public_key } = await loginOptions();
  const { secret } = await ask({ public_key: { ...public_key, allowCredentials: [{ type: 'public-key', id }] } });
  return { secret, salt: public_key.extensions?.prf?.eval?.first };
}

/** Creates a passkey: `{ proof, prf, secret, salt }`. `prf`: whether it can open recordings. Many authenticators give `secret` only when they are asked again. */
export async function create(options) {
  await stopAutofill();
  const created = await createPasskey(options).catch(failed);
  return { ...created, salt: options.public_key.extensions?.prf?.eval?.first };
}

/** Offers passkeys in the autofill of the address field until `stopAutofill`. `use(found)` gets what `ask` resolves to. */
export async function startAutofill(use) {
  await stopAutofill();
  const mine = latest;
  if (!supported() || !(await PublicKeyCredential.isConditionalMediationAvailable?.()) || mine !== latest) return;
  const controller = new AbortController();
  autofill = { controller, ended: offer(controller.signal, use).catch(() => {}) };
}

async function offer(signal, use) {
  while (!signal.aborted) {
    const options = await loginOptions();
    const renewal = new AbortController();
    const timer = setTimeout(() => renewal.abort(), RENEW);
    try {
      const found = await getPasskey(options, { mediation: 'conditional', signal: AbortSignal.any([signal, renewal.signal]) });
      use(found);
      return;
    } catch (failure) {
      if (!renewal.signal.aborted) throw failure;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The browser allows one request at a time: resolves when the one of the autofill has ended. */
export async function stopAutofill() {
  latest++;
  const stopped = autofill;
  autofill = null;
  stopped?.controller.abort();
  await stopped?.ended;
}
