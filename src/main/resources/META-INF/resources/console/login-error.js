// What went wrong at the sign-in with an external provider.
import { h } from './dom.js';
import { entryCard, turnTo } from './entry-page.js';
import * as session from './session.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.factors;

/** `#/login?error=<code>`. */
export function loginErrorPage(container, { error }) {
  const signedIn = Boolean(session.current());
  const label = signedIn ? t.errorBack : text.mail.backToLogin;
  turnTo(container, entryCard(t.errorTitle, Object.hasOwn(t.errors, error) ? t.errors[error] : t.errorUnknown,
    h('div', { class: 'actions' }, button(label, { kind: 'primary', on: { click: () => {
      location.hash = signedIn ? '#/security' : '#/profile';
    } } }))));
}
