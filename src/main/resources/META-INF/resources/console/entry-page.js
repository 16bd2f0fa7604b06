// The frame of the pages outside the account, and their parts.
import { h } from './dom.js';
import { choose, language, LANGUAGES } from './language.js';
import { load } from './options.js';
import { text } from './text.js';

let typedEmail = '';

/** The address that was typed on an earlier page, so that nobody types it twice. */
export const knownEmail = () => typedEmail;

export function keepEmail(email) {
  typedEmail = email.trim();
}

/** The whole page; the card is in its child `.entry-room`. `hash` is what the page needs in the address bar to be loaded again. */
export function entryPage(container, hash = location.hash) {
  const foot = h('footer', { class: 'entry-foot' }, languageSwitch(() => history.replaceState(null, '', hash || '/')));
  load().then((options) => foot.append(...caughtMails(options)));
  return h('main', { class: 'entry', id: 'main' },
    h('header', { class: 'entry-head' },
      h('img', { class: 'mark', src: '/console/mark.svg', alt: '', width: 40, height: 40 }),
      h('p', { class: 'entry-brand' }, text.brand)),
    container, foot);
}

/** The languages of the console, to choose from. `before()` is called before the page is loaded again. */
export const languageSwitch = (before = () => {}) => h('div', { class: 'languages', role: 'group', 'aria-label': text.language },
  Object.entries(LANGUAGES).map(([id, name]) => h('button', {
    type: 'button', class: 'button button-link', lang: id, 'aria-pressed': String(id === language), on: { click: () => {
      if (id === language) return;
      before();
      choose(id);
    } },
  }, name)));

/** A link to the mails of a development system; nothing in production. */
export const caughtMails = ({ mail_catcher_url: url }) =>
  url && /^https?:/.test(url) ? [h('a', { href: url, target: '_blank', rel: 'noopener' }, text.common.caughtMails)] : [];

export const entryCard = (title, lead, ...parts) =>
  h('section', { class: 'card entry-card' }, h('h1', { tabindex: '-1' }, title), lead && h('p', { class: 'lead' }, lead), ...parts);

/** Shows another card and moves the focus there, so that screen readers announce it. */
export function turnTo(container, card) {
  container.replaceChildren(card);
  card.querySelector('h1').focus();
}

/** A link to another page outside the account. */
export const pageLink = (page, label) => h('a', { href: `#/${page}` }, label);
