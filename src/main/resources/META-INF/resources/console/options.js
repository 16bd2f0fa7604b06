// What the service offers: verification of addresses, sign-in by code, mail.
import { get } from './api.js';

const UNKNOWN = { verification: 'off', sign_in_code: false, mail: false, mail_catcher_url: null };

let asking = null;
let known = null;

/** The options, or null before the service has answered. */
export const current = () => known;

/** Asks the service once. Without an answer nothing is offered, and the next call asks again. */
export async function load() {
  asking ??= get('/api/auth/options', { ask: false, patient: false });
  try {
    known = { ...UNKNOWN, ...(await asking).data };
  } catch {
    asking = null;
  }
  return known ?? UNKNOWN;
}
