// What the service offers: verification of addresses, sign-in by code, mail, sign-in with providers.
import { get } from './api.js';

const UNKNOWN = { verification: 'off', sign_in_code: false, mail: false, mail_catcher_url: null, providers: [] };

let asking = null;
let known = null;

/** The options, or null before the service has answered. */
export const current = () => known;

/** Asks the service once. Without an answer nothing is offered, and the next call asks again. */
export async function load() {
  const ask = (path) => get(path, { ask: false, patient: false });
  asking ??= Promise.all([ask('/api/auth/options'), ask('/api/auth/providers').catch(() => null)]);
  try {
    const [offered, providers] = await asking;
    known = { ...UNKNOWN, ...offered.data, ...providers?.data };
  } catch {
    asking = null;
  }
  return known ?? UNKNOWN;
}
