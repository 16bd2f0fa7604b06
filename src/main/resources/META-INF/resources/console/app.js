// The frame: decides between the entry page and the account, shows the section the address names, keeps watch on connection and session.
import { avatar, displayName } from './avatar.js';
import { h, icon, show } from './dom.js';
import { entry, loginAgain } from './entry.js';
import { guarded, toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';
import { bones } from './ui.js';
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

const isAdmin = () => session.current()?.user.role === 'admin';
const allowed = () => Object.keys(SECTIONS).filter((name) => name !== 'admin' || isAdmin());

function wanted() {
  const name = location.hash.slice(2);
  return allowed().includes(name) ? name : 'profile';
}

function showEntry(message) {
  leave?.();
  leave = null;
  frame = null;
  visit++;
  document.title = text.brand;
  show(root, entry());
  if (message) toast(message);
}

function buildFrame() {
  const links = h('ul', {});
  const main = h('main', { id: 'main', tabindex: '-1' });
  const who = h('div', { class: 'who' });
  const element = h('div', { class: 'frame' },
    h('a', { class: 'skip', href: '#main', on: { click: (event) => { event.preventDefault(); main.focus(); } } }, text.skip),
    h('header', { class: 'side' },
      h('a', { class: 'side-brand', href: '#/profile' }, h('img', { class: 'mark', src: '/console/mark.svg', alt: '', width: 32, height: 32 }), text.brand),
      h('nav', { 'aria-label': text.nav.label }, links),
      who),
    main);
  return { element, links, main, who };
}

function fillFrame() {
  const user = session.current()?.user;
  const here = wanted();
  show(frame.links, (user ? allowed() : allowed().filter((name) => name !== 'admin')).map((name) =>
    h('li', {}, h('a', { href: `#/${name}`, 'aria-current': name === here ? 'page' : null }, icon(name), h('span', {}, text.nav[name])))));
  show(frame.who, user
    ? [avatar(null, displayName(null, user), 36),
      h('div', { class: 'who-text' }, h('strong', {}, displayName(null, user)), h('span', {}, user.email)),
      h('button', { type: 'button', class: 'icon-button', title: text.entry.logOut, 'aria-label': text.entry.logOut, on: { click: logOut } }, icon('logout'))]
    : [h('span', { class: 'bone bone-avatar' })]);
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
  const room = h('div', { class: 'stack' }, h('div', { class: 'card' }, bones(4)));
  show(frame.main, h('header', { class: 'page-head' }, heading, h('p', { class: 'lead' }, text[name].lead)), room);
  scrollTo(0, 0);
  if (focus) heading.focus({ preventScroll: true });
  if (!session.current()) return;
  const module = await SECTIONS[name]();
  if (mine === visit) leave = module.open(room) ?? null;
}

function showAccount(focus) {
  if (!frame) {
    frame = buildFrame();
    show(root, frame.element);
  }
  showSection(focus);
}

addEventListener('hashchange', () => {
  if (frame && location.hash.startsWith('#/')) showSection(true);
});
addEventListener('offline', () => document.documentElement.classList.add('offline'));
addEventListener('online', () => {
  document.documentElement.classList.remove('offline');
  toast(text.common.online);
});

session.whenEnded(loginAgain);
session.subscribe((event, message) => {
  if (event === 'login') {
    if (!frame?.element.isConnected || !document.querySelector('dialog[open]')) showAccount(true);
  } else if (event === 'user') {
    fillFrame();
  } else if (event === 'logout') {
    document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
    if (frame) showEntry(message ?? text.entry.ended);
    // After the section is gone, which would otherwise ask nobody for a password.
    vault.lock();
  }
});

document.body.append(h('p', { class: 'offline-bar', role: 'status' }, text.common.offline));

if (session.probablySignedIn()) showAccount(false);
try {
  if (await session.restore()) showAccount(false);
  else showEntry();
} catch {
  showEntry(text.common.offlineError);
}
