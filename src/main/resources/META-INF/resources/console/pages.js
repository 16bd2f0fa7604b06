// Pages outside the account: those that emails link to, the forgotten password, sign-in by code, and what a sign-in with a provider comes back to.
import { h } from './dom.js';
import { entryPage } from './entry-page.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { skeletons } from './ui.js';

const PAGES = {
  verify: async () => (await import('./address-pages.js')).verifyPage,
  'confirm-email': async () => (await import('./address-pages.js')).confirmPage,
  'revert-email': async () => (await import('./address-pages.js')).revertPage,
  forgot: async () => (await import('./forgot-page.js')).forgotPage,
  reset: async () => (await import('./reset-page.js')).resetPage,
  code: async () => (await import('./code-page.js')).codePage,
  mfa: async () => (await import('./second-step.js')).mfaPage,
  login: async () => (await import('./login-error.js')).loginErrorPage,
};

/** `#/reset`, `#/reset/<id>.<secret>`, `#/mfa/<token>~<methods>`, `#/login?error=<code>`. */
const HASH = /^#\/([a-z-]+)(?:\/(?:([^/~]+)~([a-z_,]+)|([^./]+)\.([^./]+))?|\?error=([a-z-]+))?$/;

/** Whether the address bar names a page outside the account. */
export function isPage() {
  const [, name = '', , , , , error] = HASH.exec(location.hash) ?? [];
  return Object.hasOwn(PAGES, name) && (name !== 'login' || Boolean(error));
}

/**
 * The page that the address bar names. The secret of a link leaves the address bar and the history at once. It is sent
 * only when the user presses a button, because mail scanners open links, too. `restored` resolves when the session is known.
 */
export function openPage(restored) {
  const [, name, token, methods, id, secret, error] = HASH.exec(location.hash);
  const whole = location.hash;
  const link = error ? { error } : token ? { id: token, secret: methods } : id ? { id, secret } : null;
  if (link && !error) history.replaceState(null, '', `#/${name}`);
  document.title = text.brand;
  const container = h('div', { class: 'entry-room' }, h('div', { class: 'card entry-card' }, skeletons(3)));
  Promise.all([PAGES[name](), restored.catch(() => null)]).then(
    ([page]) => page(container, link),
    () => toast(text.common.offlineError, { kind: 'error' }));
  // The switch of the language loads the page again, and with it the link.
  return entryPage(container, whole);
}
