// What a new user should do first. The card leaves when everything is done or when the user hides it.
import { get } from './api.js';
import { h, icon, show } from './dom.js';
import * as options from './options.js';
import * as session from './session.js';
import { recall, remember } from './storage.js';
import { text } from './text.js';
import { card, iconButton } from './ui.js';

const t = text.firstSteps;
const HIDDEN = 'vestibule.first-steps-hidden';
const COPIED = 'vestibule.api-token-copied';

/** This browser remembers it by account: the service does not know that a token was copied. */
const isRemembered = (name) => (recall(name) ?? '').split(' ').includes(session.current()?.user.user_id);

function rememberHere(name) {
  if (!isRemembered(name)) remember(name, `${recall(name) ?? ''} ${session.current().user.user_id}`.trim());
}

/** The user has copied the API token. */
export const tokenCopied = () => rememberHere(COPIED);

/** Draws the steps in `container`; returns a function that ends this. */
export function firstSteps(container) {
  if (isRemembered(HIDDEN)) return () => {};
  let recorded = false;
  const hide = iconButton(t.hide, 'close', { on: { click: () => {
    rememberHere(HIDDEN);
    show(container);
    document.querySelector('h1')?.focus();
  } } });
  const list = h('ul', { class: 'rows steps' });
  const draw = () => {
    const { user, has_audio_key: hasKey, has_recovery_key: hasRecoveryKey } = session.current() ?? {};
    if (!user) return;
    const offered = options.current();
    const steps = [
      offered?.mail && offered.verification !== 'off' && [t.verify, t.verifyHint, user.emailVerified, null],
      hasKey && [t.recovery, t.recoveryHint, hasRecoveryKey, '#/security'],
      hasKey && [t.record, t.recordHint, recorded, '#/recordings'],
      [t.token, t.tokenHint, isRemembered(COPIED), '#/usage'],
    ].filter(Boolean);
    if (steps.every(([, , done]) => done)) {
      rememberHere(HIDDEN);
      show(container);
      return;
    }
    show(list, steps.map(([name, hint, done, href]) => h('li', { class: 'row row-slim' },
      h('span', { class: 'step', 'data-done': done ? '' : null }, done && icon('check')),
      h('div', { class: 'row-main' },
        h('p', { class: 'row-title' }, !done && href ? h('a', { href }, name) : name, done && h('span', { class: 'pill' }, t.done)),
        h('p', { class: 'hint' }, hint)))));
  };
  draw();
  if (list.childElementCount) show(container, card(t.title, { hint: t.hint, tools: hide, class: 'first-steps' }, list));
  get('/api/user/audio-files?limit=1').then(({ data }) => {
    recorded = data.audio_files.length > 0;
    draw();
  }, () => {});
  return session.subscribe((event) => event === 'user' && draw());
}
