// For users who must verify their address before they can log in.
import { post } from './api.js';
import { checkCode, codeField, digits, resendButton, withCode } from './codes.js';
import { h } from './dom.js';
import { entryCard, turnTo } from './entry-page.js';
import { form } from './fields.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.mail;

/**
 * Shows the code form in `container`. `joining`: the address was just signed up; the words are the same whether or not it has
 * an account. `enter()` logs in after the address was verified, `back()` returns to the form.
 */
export function unverified(container, { email, joining }, enter, back) {
  // A login with the right password sends the email again. After a sign-up, a wrong one is no news: the address had an account.
  const refusals = ['email-not-verified', ...(joining ? ['invalid-credentials'] : [])];
  const sendAgain = () => enter().catch((failure) => {
    if (!refusals.includes(failure.code)) throw failure;
  });
  turnTo(container, entryCard(joining ? t.sentTitle : t.unverifiedTitle, joining ? t.signUpSent(email) : t.unverifiedHint(email),
    form({
      fields: [codeField()],
      action: t.verifyAction,
      check: checkCode,
      submit: async ({ code }) => {
        await withCode(() => post('/api/auth/email/verify', { email, code: digits(code) }, { ask: false }));
        await enter();
      },
      more: [resendButton(sendAgain)],
    }),
    h('p', { class: 'entry-turn' }, button(t.backToLogin, { kind: 'link', on: { click: back } }))));
}
