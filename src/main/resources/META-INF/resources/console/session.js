// The current session. The token is in an HttpOnly cookie; the session of the TypeScript client renews it in time.
import { ApiError, call, get, INIT, OfflineError, onSessionEnd, post } from './api.js';
import { recall, remember, rememberSignedIn } from './storage.js';

const AWAY = 'vestibule.at-provider';
const CHECK_EVERY = 60_000;

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('vestibule') : null;
const listeners = new Set();
let state = null;
/** The last answer about the session, and when it arrived, until the keeper has learnt it. */
let answered = null;
let keeper = null;
let asking = null;
let askForPassword = null;
let farewells = 0;

/** `{ user, session, api_token, … }` as the service returned it, or null. */
export const current = () => state;

/**
 * Receives `login`, `leaving` (before log-out; may be asynchronous), `logout` (also from another tab) and `user` (the account
 * record changed). Returns a function that ends the subscription.
 */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = (event, message) => [...listeners].map((listener) => listener(event, message));

/** Asks the service for the current session; null if there is none. */
export async function restore() {
  const before = farewells;
  try {
    await read();
    // Another tab can log out before the response arrives.
    if (farewells !== before) await read();
    // Another tab may show the account of before the sign-in with a provider.
    if (recall(AWAY)) tabs?.postMessage({ type: 'login', userId: state.user.user_id });
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
    forget();
  }
  remember(AWAY, null);
  return state;
}

async function read() {
  const { data, response } = await get('/api/auth/session', { ask: false });
  state = data;
  answered = { response, at: Date.now() };
  rememberSignedIn(true);
  if (keeper) keep().catch(() => {});
}

function forget() {
  state = null;
  rememberSignedIn(false);
  keeper?.then((one) => one.ended()).catch(() => {});
}

/** Opens a session; the response contains the wrapped audio key. */
export const logIn = (email, password) => open('/api/auth/login', { email, password });

/** Opens a session with a code from a mail. The recordings stay locked, because they need the password. */
export const logInByCode = (email, code) => open('/api/auth/code/login', { email, code });

/** Opens a session with a passkey. The response contains its wraps of the audio keys. */
export const logInByPasskey = (proof) => open('/api/auth/passkey', { ...proof, session: 'cookie' });

/** Opens the session for which the service has asked a second step. */
export const completeLogIn = (token, proof) => open('/api/auth/mfa', { mfa_token: token, ...proof });

/** The page is left for a sign-in with a provider. */
export const leaveToProvider = () => remember(AWAY, '1');

/** Confirms who the user is. It renews the session, so no other tab may do so at the same time. */
export async function reauthenticate(proof) {
  const { data } = await (await keep()).alone(() => post('/api/auth/reauthenticate', proof));
  if (state) Object.assign(state.session, { auth_time: data.auth_time, amr: data.amr });
}

async function open(path, proof) {
  const { data } = await post(path, proof, { ask: false });
  await read();
  tabs?.postMessage({ type: 'login', userId: state.user.user_id });
  tell('login');
  return data;
}

export const signUp = (email, password) => post('/api/auth/signup', { email, password }, { ask: false });

export async function logOut() {
  await Promise.allSettled(tell('leaving'));
  await call('POST', '/api/auth/logout', { ask: false });
  left();
  tabs?.postMessage({ type: 'logout' });
}

/** The session has already ended: by account deletion or elsewhere. */
export function left(message) {
  forget();
  tell('logout', message);
}

/** Reloads the account record after the service changed it; other tabs do so, too. */
export async function reload() {
  await read();
  tell('user');
  tabs?.postMessage({ type: 'user' });
}

/** A second step or a passkey was added or removed. */
export function factorsChanged() {
  tell('user');
  tabs?.postMessage({ type: 'user' });
}

/** `dialog(email)` asks for the password and resolves to true when the user has logged in again. */
export function whenEnded(dialog) {
  askForPassword = dialog;
  onSessionEnd(() => {
    if (!state) return false;
    asking ??= askForPassword(state.user.email).finally(() => {
      asking = null;
    });
    return asking;
  });
}

/**
 * What renews the session after half of its lifetime, once for all tabs, also those of other pages that use the client. It is loaded
 * for the first check, because no page needs it before.
 */
async function keep() {
  keeper ??= import('./client-session.js').then(({ tabSession }) => tabSession({}, (method, path) => fetch(path, { ...INIT, method })));
  let one;
  try {
    one = await keeper;
  } catch (failure) {
    keeper = null;
    throw new OfflineError(String(failure));
  }
  const news = answered;
  answered = null;
  if (state && news) await one.learn(news.response, state, news.at);
  return one;
}

/** Renews the session if that is due. If it has ended, the next call asks for the password. */
export async function renew() {
  if (state && !asking) await (await keep()).current();
}

tabs?.addEventListener('message', ({ data }) => {
  if (data.type === 'user' && state) read().then(() => tell('user'), () => {});
  if (data.type === 'logout') {
    farewells++;
    if (state) left();
  }
  if (data.type === 'login' && data.userId !== state?.user.user_id) location.reload();
  else if (data.type === 'login' && asking) read().then(() => tell('login'), () => {});
});

setInterval(() => renew().catch(() => {}), CHECK_EVERY);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) renew().catch(() => {});
});
