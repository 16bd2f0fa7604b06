// Notices above every section: the role requires a second step, the address is not verified, recordings are locked.
import { get, post } from './api.js';
import { checkCode, codeField, digits, resendButton, withCode } from './codes.js';
import { dialog } from './dialogs.js';
import { h, icon, show } from './dom.js';
import { form } from './fields.js';
import { toast } from './messages.js';
import * as options from './options.js';
import * as session from './session.js';
import { recall, remember } from './storage.js';
import { text } from './text.js';
import { button, iconButton } from './ui.js';

const t = text.mail;
const HINT = 'vestibule.notices';

let dismissed = false;
let missing = null;
let drawn = 0;

const remembered = () => (recall(HINT) ?? '').split(' ').filter((name) => Object.hasOwn(NOTICES, name));

session.subscribe(() => {
  missing = null;
});

/** Whether the role of the user requires a second step and the account has none. Most users have a role that requires nothing. */
async function lacksFactor({ role }) {
  if (role === 'customer') return false;
  missing ??= get('/api/user/mfa').then(({ data }) => data.required && !data.methods.length, () => false);
  return missing;
}

/**
 * Draws the notices for section `here`. Before the service has answered, those of the last visit are shown, so that the
 * section does not move down afterwards.
 */
export async function drawNotices(container, here) {
  const paint = (list) => show(container, list.map((name) => NOTICES[name](container, here)).filter(Boolean));
  const { user, locked_keys: locked } = session.current() ?? {};
  if (!user) {
    paint(remembered());
    return;
  }
  const { mail, verification } = options.current() ?? await options.load();
  const list = (factor) => [
    factor && 'factor',
    mail && verification !== 'off' && user.email && !user.emailVerified && 'unverified',
    locked?.length && 'locked',
  ].filter(Boolean);
  // The answer to this comes later; until then, what the last visit showed.
  const guess = remembered().includes('factor');
  paint(list(guess));
  const mine = ++drawn;
  const factor = await lacksFactor(user);
  if (mine !== drawn) return;
  remember(HINT, list(factor).join(' ') || null);
  if (factor !== guess) paint(list(factor));
}

const NOTICES = {
  factor: (container, here) => notice(text.factors.required, text.factors.requiredHint, here === 'security' ? [] : [
    h('a', { class: 'button button-plain', href: '#/security' }, text.factors.requiredLink),
  ]),
  unverified: (container) => !dismissed && notice(t.notice, t.noticeHint, [
    button(t.enterCode, { on: { click: codeDialog } }),
    resendButton(sendVerification),
  ], iconButton(t.dismiss, 'close', { on: { click: () => {
    dismissed = true;
    container.querySelector('.notice').remove();
  } } })),
  locked: (container, here) => here !== 'recordings' && notice(text.recordings.lockedTitle, text.recordings.lockedNotice, [
    h('a', { class: 'button button-plain', href: '#/recordings' }, text.recordings.lockedLink),
  ]),
};

const notice = (title, hint, actions, close = null) => h('section', { class: 'notice', 'aria-label': title },
  icon('warn'),
  h('div', { class: 'notice-main' }, h('p', { class: 'notice-title' }, title), h('p', {}, hint), actions.length > 0 && h('div', { class: 'actions' }, actions)),
  close);

async function sendVerification() {
  try {
    await post('/api/auth/email/verification');
  } catch (failure) {
    // The user has confirmed the address on another device.
    if (failure.code === 'email-already-verified') await session.reload();
    throw failure;
  }
}

const codeDialog = () => dialog(t.verifyTitle, (close) => [
  h('p', { class: 'lead' }, t.codeDialog(session.current().user.email)),
  form({
    fields: [codeField()],
    action: t.verifyAction,
    check: checkCode,
    submit: async ({ code }) => {
      await withCode(() => post('/api/auth/email/verify', { email: session.current().user.email, code: digits(code) }));
      await session.reload();
      close();
      toast(t.verified);
    },
    more: [button(text.common.cancel, { on: { click: () => close() } })],
  }),
]);
