// Page frame: shows the login page, another page outside the account, or the account; selects the section from the URL; watches
// connection and session.
import { onProofNeeded } from './api.js';
import { avatar, displayName } from './avatar.js';
import { h, icon, show } from './dom.js';
import { caughtMails } from './entry-page.js';
import { entry, loginAgain } from './login.js';
import { guarded, toast } from './messages.js';
import { drawNotices } from './notices.js';
import * as options from './options.js';
import { isPage, openPage } from './pages.js';
import { stopAutofill } from './passkey.js';
import * as session from './session.js';
import { text } from './text.js';
import { skeletons } from './ui.js';
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

const logOut = () => guarded(session.logOut);

async function showSection(focus) {
  const name = wanted();
  const mine = ++visit;
  leave?.();
  leave = null;
  fillFrame();
  document.title = `${text.nav[name]} · ${text.brand}`;
  const heading = h('h1', { tabindex: '-1' }, text[name].title);
  const container = h('div', { class: 'stack' }, h('div', { class: 'card' }, skeletons(4)));
  show(frame.main, frame.notices, h('header', { class: 'page-head' }, heading, h('p', { class: 'lead' }, text[name].lead)), container, frame.foot);
  scrollTo(0, 0);
  if (focus) heading.focus({ preventScroll: true });
  if (!session.current()) return;
  const module = await SECTIONS[name]();
  if (mine === visit) leave = module.open(container) ?? null;
}

function showAccount(focus) {
  if (isPage()) history.replaceState(null, '', '#/profile');
  if (!frame) {
    frame = buildFrame();
    show(root, frame.element);
  }
  showSection(focus);
}

addEventListener('hashchange', () => {
  if (!location.hash.startsWith('#/')) return;
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

document.body.append(h('p', { class: 'offline-bar', role: 'status' }, text.common.offline));

options.load();
if (isPage()) showPage();
else if (session.probablySignedIn()) showAccount(false);
try {
  const found = await restored;
  if (!found) await options.load();
  if (!isPage()) (found ? showAccount : showEntry)();
} catch {
  if (!isPage()) showEntry(text.common.offlineError);
}
