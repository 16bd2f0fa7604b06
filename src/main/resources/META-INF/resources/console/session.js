// The current session. The token is in an HttpOnly cookie; this module knows when it expires and renews it in time.
import { ApiError, call, get, onSessionEnd, post, serverTime } from './api.js';
import { recall, remember, rememberSignedIn } from './storage.js';

const LIFETIME = 'vestibule.lifetime';
const AWAY = 'vestibule.at-provider';
const CHECK_EVERY = 60_000;

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('vestibule') : null;
const listeners = new Set();
let state = null;
let ends = 0;
let lifetime = 0;
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
  setEnd(new Date(data.session.expires_at).getTime() - serverTime(response));
  lifetime = Number(recall(LIFETIME)) || new Date(data.session.expires_at) - new Date(data.session.created_at);
  rememberSignedIn(true);
}

function setEnd(inMs) {
  ends = Date.now() + inMs;
}

function forget() {
  state = null;
  rememberSignedIn(false);
  remember(LIFETIME, null);
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
  const { data } = await alone(() => post('/api/auth/reauthenticate', proof));
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

const alone = (work) => (navigator.locks ? navigator.locks.request('vestibule-renew', work) : work());

/**
 * Renews the session after half of its lifetime. Tabs share one cookie: the tab that holds the lock renews; the others
 * then read from the service that the session was renewed. (Storage that tabs share can be stale.)
 */
export async function renew(force = false) {
  if (!state || asking || (!force && ends - Date.now() > lifetime / 2)) return;
  const known = state.session.expires_at;
  const once = async () => {
    await read();
    if (state.session.expires_at !== known) return;
    const { data, response } = await post('/api/auth/refresh', undefined, { ask: false, patient: true });
    lifetime = new Date(data.expires_at).getTime() - serverTime(response);
    setEnd(lifetime);
    state.session.expires_at = data.expires_at;
    remember(LIFETIME, String(lifetime));
    tabs?.postMessage({ type: 'renewed', ends });
  };
  try {
    await alone(once);
  } catch (failure) {
    // If the session has expired, the next call asks for the password.
    if (!(failure instanceof ApiError)) throw failure;
  }
}

tabs?.addEventListener('message', ({ data }) => {
  if (data.type === 'renewed') ends = data.ends;
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
