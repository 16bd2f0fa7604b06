// Decides what is shown: the login, another page outside the account, or the account (frame.js); watches connection and session.
import { OfflineError, onProofNeeded } from './api.js';
import { h, show } from './dom.js';
import { entry, stopAutofill } from './login.js';
import { clearToasts, toast } from './messages.js';
import * as options from './options.js';
import { isPage, openPage } from './pages.js';
import * as session from './session.js';
import { probablySignedIn } from './storage.js';
import { text } from './text.js';

const root = document.getElementById('app');
/** frame.js, once somebody is logged in. */
let account = null;
let loading = null;

const restored = session.restore();

const loadAccount = () => (loading ??= import('./frame.js').then((module) => {
  account = module;
  return module;
}, (failure) => {
  loading = null;
  throw new OfflineError(String(failure));
}));

/** Leaves what is shown. */
function leave() {
  stopAutofill();
  account?.leaveAccount();
}

function showPage() {
  leave();
  clearToasts();
  show(root, openPage(restored));
}

function showEntry(message) {
  leave();
  document.title = text.brand;
  show(root, entry());
  if (message) toast(message);
}

/** The session for which the account was opened last. */
let openedFor = null;

async function showAccount(focus) {
  const { isOpen, openAccount } = await loadAccount();
  const now = session.current();
  // Meanwhile the user can have logged out or, before the service has answered, opened a page.
  if (!now && (isPage() || !probablySignedIn())) return;
  if (!focus && now && isOpen() && now === openedFor) return;
  openedFor = now;
  openAccount(root, focus);
}

addEventListener('hashchange', async () => {
  if (!location.hash.startsWith('#/') || (account && !(await account.mayFollow()))) return;
  if (isPage()) showPage();
  else if (account?.isOpen()) account.openSection(true);
  else if (session.current()) showAccount(true).catch(() => showEntry(text.common.offlineError));
  else showEntry();
});
addEventListener('offline', () => document.documentElement.classList.add('offline'));
addEventListener('online', () => {
  document.documentElement.classList.remove('offline');
  toast(text.common.online);
});

session.whenEnded(async (email) => (await import('./login-again.js')).loginAgain(email));
onProofNeeded(async (failure) => (await import('./reauthenticate.js')).confirmIdentity(failure));
session.subscribe((event, message) => {
  if (event === 'login') {
    stopAutofill();
    // After a login in a dialog, what was interrupted continues.
    if (!document.querySelector('dialog[open]') || !(account?.isShown() || isPage())) showAccount(true).catch(() => toast(text.common.offlineError, { kind: 'error' }));
  } else if (event === 'user') {
    account?.drawFrame();
  } else if (event === 'logout') {
    document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
    if (account?.isOpen()) showEntry(message ?? text.entry.ended);
    // Wait until the section is removed; otherwise it would ask for a password after log-out.
    account?.lock();
  }
});

const offlineBar = h('p', { class: 'offline-bar', role: 'status' }, text.common.offline);
document.body.append(offlineBar);
// The page moves down by the height of the bar, so that the bar hides nothing.
new ResizeObserver(() => document.documentElement.style.setProperty('--offline', `${offlineBar.offsetHeight}px`)).observe(offlineBar);
document.documentElement.classList.toggle('offline', !navigator.onLine);

options.load();
if (isPage()) showPage();
else if (probablySignedIn()) showAccount(false).catch(() => {});

async function start(restoring) {
  try {
    const found = await restoring;
    if (!found) await options.load();
    if (!isPage()) await (found ? showAccount : showEntry)();
  } catch (failure) {
    if (isPage()) return;
    // Who is probably logged in does not see the login form.
    if (probablySignedIn()) await showAccount(false).catch(() => {});
    if (!account?.isOpen()) showEntry(text.common.offlineError);
    else account.showFailure(failure, () => start(session.restore()));
  }
}

start(restored).then(() => import('./focus.js')).then(({ keepFocus }) => keepFocus(), () => {});
