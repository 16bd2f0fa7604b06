// Who is logged in. The token itself is in a cookie that no script can read; this module knows when it ends and renews it in time.
import { ApiError, call, get, onSessionEnd, post, serverTime } from './api.js';

const HINT = 'vestibule.signed-in';
const LIFETIME = 'vestibule.lifetime';
const CHECK_EVERY = 60_000;

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('vestibule') : null;
const listeners = new Set();
let state = null;
let ends = 0;
let lifetime = 0;
let asking = null;
let askForPassword = null;
let farewells = 0;

/** `{ user, session, api_token, … }` as the service told it, or null. */
export const current = () => state;

/**
 * Told `login`, `leaving` (before a log-out; may take its time), `logout` (also by another tab) and `user` when the account
 * record changed. Returns what ends the subscription.
 */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = (event, message) => [...listeners].map((listener) => listener(event, message));

/** A guess for the first paint, before the service has answered. */
export const probablySignedIn = () => recall(HINT) === '1';

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage may be switched off; nothing but the guess is lost.
  }
}

/** Asks the service who is logged in; null where nobody is. */
export async function restore() {
  const before = farewells;
  try {
    await read();
    // Another tab may have logged out while the answer was on its way.
    if (farewells !== before) await read();
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
    forget();
  }
  return state;
}

async function read() {
  const { data, response } = await get('/api/auth/session', { ask: false });
  state = data;
  setEnd(new Date(data.session.expires_at).getTime() - serverTime(response));
  lifetime = Number(recall(LIFETIME)) || new Date(data.session.expires_at) - new Date(data.session.created_at);
  remember(HINT, '1');
}

function setEnd(inMs) {
  ends = Date.now() + inMs;
}

function forget() {
  state = null;
  remember(HINT, null);
  remember(LIFETIME, null);
}

/** Opens a session; the answer holds what unlocks the recordings. */
export async function logIn(email, password) {
  const { data } = await post('/api/auth/login', { email, password }, { ask: false });
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

/** The session is gone already: ended here by erasure, or elsewhere. */
export function left(message) {
  forget();
  tell('logout', message);
}

/** Reads the account record again, for what the service has changed in it. */
export async function reload() {
  await read();
  tell('user');
}

/** `dialog(email)` asks for the password and resolves to true once the session is open again. */
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
 * Renews the session when half of its time is over. Tabs share one cookie: whoever holds the lock renews, and the others,
 * when their turn comes, learn from the service that it was done. (Storage shared by tabs may be behind.)
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
    await (navigator.locks ? navigator.locks.request('vestibule-renew', once) : once());
  } catch (failure) {
    // A session that is over shows itself at the next call, which asks for the password.
    if (!(failure instanceof ApiError)) throw failure;
  }
}

tabs?.addEventListener('message', ({ data }) => {
  if (data.type === 'renewed') ends = data.ends;
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
