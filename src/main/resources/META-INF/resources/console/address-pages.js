// Pages for the links that verify, change and restore an email address.
import { post } from './api.js';
import { checkCode, checkEmail, codeField, digits, resendButton, withCode } from './codes.js';
import { entryCard, knownEmail, pageLink, turnTo } from './entry-page.js';
import { field, form } from './fields.js';
import { h } from './dom.js';
import * as session from './session.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.mail;

const call = (path, body) => post(path, body, { ask: false });

/** A button that leaves these pages for the account or, without a session, for the login. */
const onward = () => h('div', { class: 'actions' },
  button(session.current() ? t.toAccount : text.entry.logIn, { kind: 'primary', on: { click: () => {
    location.hash = '#/profile';
  } } }));

const finish = (container, title, lead) => turnTo(container, entryCard(title, lead, onward()));

/** The card for a link: nothing happens before the button is pressed. `done(data)` and `invalid()` show the outcome. */
const linkCard = (title, lead, action, path, link, { done, invalid }) => entryCard(title, lead, form({
  action,
  submit: async () => {
    try {
      await done((await call(path, link)).data);
    } catch (failure) {
      if (failure.code !== 'challenge-invalid') throw failure;
      invalid();
    }
  },
}));

/** The header and the notices show the address as it was before. */
const reread = async () => {
  if (session.current()) await session.reload().catch(() => {});
};

export function verifyPage(container, link) {
  const done = async ({ email }) => {
    await reread();
    finish(container, t.verified, t.verifiedHint(email));
  };
  const again = () => (session.current()
    ? h('div', { class: 'actions' }, resendButton(() => post('/api/auth/email/verification'), { kind: 'primary' }), button(t.enterCode, { on: { click: () => turnTo(container, byCode()) } }))
    : onward());
  const byCode = () => {
    const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', maxlength: 254, value: session.current()?.user.email ?? knownEmail() });
    return entryCard(t.verifyTitle, t.verifyByCode, form({
      fields: [email, codeField()],
      action: t.verifyAction,
      check: (values) => ({ ...checkEmail(values), ...checkCode(values) }),
      submit: async (values) => done(await withCode(() => call('/api/auth/email/verify', { email: values.email.trim(), code: digits(values.code) }))),
    }));
  };
  turnTo(container, link
    ? linkCard(t.verifyTitle, t.verifyHint, t.verifyAction, '/api/auth/email/verify', link, {
      done,
      invalid: () => turnTo(container, entryCard(t.linkInvalid, session.current() ? t.verifyInvalid : t.verifyInvalidLogIn, again())),
    })
    : byCode());
}

export function confirmPage(container, link) {
  const done = async ({ email }) => {
    await reread();
    finish(container, t.changed, t.changedHint(email));
  };
  const byCode = () => entryCard(t.confirmTitle, t.confirmByCode, form({
    fields: [codeField()],
    action: t.confirmAction,
    check: checkCode,
    submit: async (values) => done(await withCode(() => post('/api/auth/email/change/confirm', { code: digits(values.code) }))),
  }));
  if (link) {
    turnTo(container, linkCard(t.confirmTitle, t.confirmHint, t.confirmAction, '/api/auth/email/change/confirm', link, {
      done,
      invalid: () => finish(container, t.linkInvalid, t.confirmInvalid),
    }));
  } else if (session.current()) {
    turnTo(container, byCode());
  } else {
    finish(container, t.confirmTitle, t.openAgain);
  }
}

export function revertPage(container, link) {
  if (!link) {
    finish(container, t.revertTitle, t.openAgain);
    return;
  }
  turnTo(container, linkCard(t.revertTitle, t.revertHint, t.revertAction, '/api/auth/email/revert', link, {
    done: ({ email }) => {
      if (session.current()) session.left();
      turnTo(container, entryCard(t.reverted, t.revertedHint(email), h('p', { class: 'entry-more' }, pageLink('forgot', t.sendReset))));
    },
    invalid: () => finish(container, t.linkInvalid, t.revertInvalid),
  }));
}
