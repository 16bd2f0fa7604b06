// Page frame: shows the login page, another page outside the account, or the account; selects the section from the URL; watches
// connection and session.
import { OfflineError, onProofNeeded } from './api.js';
import { avatar, displayName } from './avatar.js';
import { h, icon, show } from './dom.js';
import { caughtMails } from './entry-page.js';
import { keepFocus } from './focus.js';
import { entry, loginAgain } from './login.js';
import { clearToasts, guarded, toast } from './messages.js';
import { drawNotices } from './notices.js';
import * as options from './options.js';
import { isPage, openPage } from './pages.js';
import { stopAutofill } from './passkey.js';
import * as session from './session.js';
import { text } from './text.js';
import { failed, load, skeletons } from './ui.js';
import * as unsaved from './unsaved.js';
import * as vault from './vault.js';

const root = document.getElementById('app');
const SECTIONS = {
  profile: () => import('./profile.js'),
  usage: () => import('./usage.js'),
  recordings: () => import('./recordings.js'),
  security: () => import('./security.js'),
  admin: () => import('./admin.js'),
};

let frame = null;
let leave = null;
let visit = 0;

const restored = session.restore();

const isAdmin = () => session.current()?.user.role === 'admin';
const allowed = () => Object.keys(SECTIONS).filter((name) => name !== 'admin' || isAdmin());

function wanted() {
  const name = location.hash.slice(2);
  return allowed().includes(name) ? name : 'profile';
}

/** Leaves the account, if it is shown. */
function leaveFrame() {
  stopAutofill();
  leave?.();
  leave = null;
  frame = null;
  visit++;
}

function showPage() {
  leaveFrame();
  clearToasts();
  show(root, openPage(restored));
}

function showEntry(message) {
  leaveFrame();
  document.title = text.brand;
  show(root, entry());
  if (message) toast(message);
}

function buildFrame() {
  const links = h('ul', {});
  const main = h('main', { id: 'main', tabindex: '-1' });
  const notices = h('div', { class: 'notices' });
  const foot = h('footer', { class: 'page-foot' });
  options.load().then((offered) => foot.append(...caughtMails(offered)));
  const who = h('div', { class: 'who' });
  const element = h('div', { class: 'frame' },
    h('a', { class: 'skip', href: '#main', on: { click: (event) => { event.preventDefault(); main.focus(); } } }, text.skip),
    h('header', { class: 'side' },
      h('a', { class: 'side-brand', href: '#/profile' }, h('img', { class: 'mark', src: '/console/mark.svg', alt: '', width: 32, height: 32 }), text.brand),
      h('nav', { 'aria-label': text.nav.label }, links),
      who),
    main);
  return { element, links, main, notices, foot, who };
}

function fillFrame() {
  const user = session.current()?.user;
  const here = wanted();
  show(frame.links, (user ? allowed() : allowed().filter((name) => name !== 'admin')).map((name) =>
    h('li', {}, h('a', { href: `#/${name}`, 'aria-current': name === here ? 'page' : null }, icon(name), h('span', {}, text.nav[name])))));
  drawNotices(frame.notices, here);
  show(frame.who, user
    ? [avatar(null, displayName(null, user), 36),
      h('div', { class: 'who-text' }, h('strong', {}, displayName(null, user)), h('span', {}, user.email)),
      h('button', { type: 'button', class: 'icon-button', title: text.entry.logOut, 'aria-label': text.entry.logOut, on: { click: logOut } }, icon('logout'))]
    : [h('span', { class: 'skeleton skeleton-avatar' })]);
}

const logOut = async () => {
  if (await unsaved.mayLogOut()) await guarded(session.logOut);
};

function showSection(focus) {
  const name = wanted();
  shownHash = `#/${name}`;
  const mine = ++visit;
  clearToasts();
  leave?.();
  leave = null;
  fillFrame();
  document.title = `${text.nav[name]} · ${text.brand}`;
  const heading = h('h1', { tabindex: '-1' }, text[name].title);
  const room = h('div', { class: 'card' }, skeletons(4));
  const container = h('div', { class: 'stack' }, room);
  show(frame.main, frame.notices, h('header', { class: 'page-head' }, heading, h('p', { class: 'lead' }, text[name].lead)), container, frame.foot);
  scrollTo(0, 0);
  if (focus) heading.focus({ preventScroll: true });
  if (!session.current()) return;
  load(room, async () => {
    const module = await SECTIONS[name]().catch((failure) => {
      throw new OfflineError(String(failure));
    });
    if (mine === visit) leave = module.open(container) ?? null;
  }, 4);
}

function showAccount(focus) {
  // Not `#/signup`: after a log-out it would show the sign-up form.
  if (location.hash !== `#/${wanted()}`) history.replaceState(null, '', `#/${wanted()}`);
  if (!frame) {
    frame = buildFrame();
    show(root, frame.element);
  }
  showSection(focus);
}

/** The address of the section that is shown, to return to it. */
let shownHash = '';
let asking = false;

// A link asks before the address changes, so that *Cancel* leaves no trace in the history.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[href^="#/"]');
  if (!link || !frame || !unsaved.inSection() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.hash === shownHash || !(await unsaved.mayLeave())) return;
  leave?.();
  leave = null;
  location.hash = link.hash;
});

addEventListener('hashchange', async () => {
  if (!location.hash.startsWith('#/') || asking) return;
  if (frame && unsaved.inSection()) {
    if (location.hash === shownHash) return;
    asking = true;
    const leaves = await unsaved.mayLeave();
    asking = false;
    // The user can have gone back while the question was open.
    if (!leaves || location.hash === shownHash) {
      if (frame) history.replaceState(null, '', shownHash);
      return;
    }
  }
  if (isPage()) showPage();
  else if (frame) showSection(true);
  else if (session.current()) showAccount(true);
  else showEntry();
});
addEventListener('offline', () => document.documentElement.classList.add('offline'));
addEventListener('online', () => {
  document.documentElement.classList.remove('offline');
  toast(text.common.online);
});

session.whenEnded(loginAgain);
onProofNeeded(async (failure) => (await import('./reauthenticate.js')).confirmIdentity(failure));
session.subscribe((event, message) => {
  if (event === 'login') {
    stopAutofill();
    // After a login in a dialog, what was interrupted continues.
    if (!document.querySelector('dialog[open]') || !(frame?.element.isConnected || isPage())) showAccount(true);
  } else if (event === 'user') {
    if (frame) fillFrame();
  } else if (event === 'logout') {
    document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
    if (frame) showEntry(message ?? text.entry.ended);
    // Wait until the section is removed; otherwise it would ask for a password after log-out.
    vault.lock();
  }
});

const offlineBar = h('p', { class: 'offline-bar', role: 'status' }, text.common.offline);
document.body.append(offlineBar);
keepFocus();
// The page moves down by the height of the bar, so that the bar hides nothing.
new ResizeObserver(() => document.documentElement.style.setProperty('--offline', `${offlineBar.offsetHeight}px`)).observe(offlineBar);
document.documentElement.classList.toggle('offline', !navigator.onLine);

options.load();
if (isPage()) showPage();
else if (session.probablySignedIn()) showAccount(false);

async function start(restoring) {
  try {
    const found = await restoring;
    if (!found) await options.load();
    if (!isPage()) (found ? showAccount : showEntry)();
  } catch (failure) {
    if (isPage()) return;
    // Who is probably logged in does not see the login form.
    if (!frame) showEntry(text.common.offlineError);
    else failed(frame.main.querySelector('.card'), failure, () => {
      showSection(true);
      start(session.restore());
    });
  }
}

start(restored);
