// The account: navigation, the section that the URL names, notices above it, log-out.
import { OfflineError } from './api.js';
import { avatar, displayName } from './avatar.js';
import { h, icon, show } from './dom.js';
import { caughtMails, languageSwitch } from './entry-page.js';
import { clearToasts, guarded } from './messages.js';
import { drawNotices } from './notices.js';
import * as options from './options.js';
import * as session from './session.js';
import { addText, text } from './text.js';
import { failed, load, skeletons } from './ui.js';
import * as unsaved from './unsaved.js';
import * as vault from './vault.js';

const SECTIONS = {
  profile: () => import('./profile.js'),
  usage: () => import('./usage.js'),
  recordings: () => import('./recordings.js'),
  security: () => import('./security.js'),
  admin: () => import('./admin.js'),
};
/** Parts of the text that only one section shows. */
const PARTS = { usage: ['keys'], admin: ['admin', 'serviceKeys', 'webhooks'] };

let frame = null;
let leave = null;
let visit = 0;
/** The address of the section that is shown, to return to it. */
let shownHash = '';
let asking = false;

const isAdmin = () => session.current()?.user.role === 'admin';
const allowed = () => Object.keys(SECTIONS).filter((name) => name !== 'admin' || isAdmin());

function wanted() {
  const name = location.hash.slice(2);
  return allowed().includes(name) ? name : 'profile';
}

export const isOpen = () => Boolean(frame);
export const isShown = () => Boolean(frame?.element.isConnected);
export const lock = () => vault.lock();

/** Leaves the account, if it is shown. */
export function leaveAccount() {
  leave?.();
  leave = null;
  frame = null;
  visit++;
}

export function openAccount(root, focus) {
  // Not `#/signup`: after a log-out it would show the sign-up form.
  if (location.hash !== `#/${wanted()}`) history.replaceState(null, '', `#/${wanted()}`);
  if (!frame) {
    frame = buildFrame();
    show(root, frame.element);
  }
  openSection(focus);
}

function buildFrame() {
  const links = h('ul', {});
  const main = h('main', { id: 'main', tabindex: '-1' });
  const notices = h('div', { class: 'notices' });
  const foot = h('footer', { class: 'page-foot' }, languageSwitch());
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

/** Draws what depends on the user and the section. */
export function drawFrame() {
  if (!frame) return;
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

export function openSection(focus) {
  const name = wanted();
  shownHash = `#/${name}`;
  const mine = ++visit;
  clearToasts();
  leave?.();
  leave = null;
  drawFrame();
  document.title = `${text.nav[name]} · ${text.brand}`;
  const heading = h('h1', { tabindex: '-1' }, text[name]?.title ?? text.nav[name]);
  const lead = h('p', { class: 'lead' }, text[name]?.lead ?? '\u00a0');
  const room = h('div', { class: 'card' }, skeletons(4));
  const container = h('div', { class: 'stack' }, room);
  show(frame.main, frame.notices, h('header', { class: 'page-head' }, heading, lead), container, frame.foot);
  scrollTo(0, 0);
  if (focus) heading.focus({ preventScroll: true });
  if (!session.current()) return;
  load(room, async () => {
    const module = await addText(...(PARTS[name] ?? [])).then(SECTIONS[name]).catch((failure) => {
      throw new OfflineError(String(failure));
    });
    if (mine !== visit) return;
    heading.textContent = text[name].title;
    lead.textContent = text[name].lead;
    leave = module.open(container) ?? null;
  }, 4);
}

/** Says that the account could not be loaded; `again()` is called on request. */
export const showFailure = (failure, again) => failed(frame.main.querySelector('.card'), failure, () => {
  openSection(true);
  again();
});

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

/** Whether the page may follow the address bar; asks if something would be lost, and restores the address if not. */
export async function mayFollow() {
  if (asking) return false;
  if (!frame || !unsaved.inSection()) return true;
  if (location.hash === shownHash) return false;
  asking = true;
  const leaves = await unsaved.mayLeave();
  asking = false;
  // The user can have gone back while the question was open.
  if (leaves && location.hash !== shownHash) return true;
  if (frame) history.replaceState(null, '', shownHash);
  return false;
}
