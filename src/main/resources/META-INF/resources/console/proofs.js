// Forms with which users prove who they are: one method at a time, with links to the others.
import { codeField as mailCodeField, checkCode as checkMailCode, digits, sending, withCode } from './codes.js';
import { h, show } from './dom.js';
import { addressForManagers, field, filled, form, PASSWORD_ERRORS, passwordField } from './fields.js';
import * as passkey from './passkey.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.factors;

export const appCodeField = () =>
  field(t.appCode, { name: 'code', hint: t.appCodeHint, inputmode: 'numeric', autocomplete: 'one-time-code', spellcheck: 'false', maxlength: 10, class: 'code' });

export const checkAppCode = ({ code }) => (digits(code).length === 6 ? {} : { code: t.appCodeIncomplete });

const plain = (typed) => typed.replace(/[^a-z0-9]/gi, '');

/** `form` properties of each method; `submit` gives the proof to `send`. */
const METHODS = {
  password: ({ send, email }) => ({
    fields: [addressForManagers(email ?? ''), passwordField()],
    place: PASSWORD_ERRORS,
    check: filled,
    submit: ({ password }) => send({ password }),
  }),
  totp: ({ send }) => ({
    fields: [appCodeField()],
    place: { 'mfa-code-invalid': 'code' },
    check: checkAppCode,
    submit: ({ code }) => send({ code: digits(code) }),
  }),
  recovery_code: ({ send }) => ({
    fields: [field(t.recoveryCode, { name: 'recovery_code', hint: t.recoveryCodeHint, autocomplete: 'off', spellcheck: 'false', maxlength: 40, class: 'mono' })],
    place: { 'mfa-code-invalid': 'recovery_code' },
    check: ({ recovery_code: code }) => (plain(code).length === 16 ? {} : { recovery_code: t.recoveryCodeIncomplete }),
    submit: ({ recovery_code: code }) => send({ recovery_code: plain(code).toUpperCase().match(/.{4}/g).join('-') }),
  }),
  passkey: ({ send, options }) => ({
    fields: [h('p', { class: 'hint form-lead' }, t.passkeyHint)],
    action: t.methods.passkey,
    submit: async () => {
      const { proof, secret } = await passkey.ask(await options());
      await send({ passkey: proof }, secret);
    },
  }),
  email_code: ({ send, requestCode, replace }) => ({
    fields: [h('p', { class: 'hint form-lead' }, t.mailHint)],
    action: t.sendCode,
    submit: async () => {
      await sending(requestCode);
      replace({
        fields: [mailCodeField()],
        place: { 'mfa-code-invalid': 'code' },
        check: checkMailCode,
        submit: ({ code }) => withCode(async () => ({ data: await send({ email_code: digits(code) }) })),
      });
    },
  }),
};

/**
 * `methods`: as the service names them, the preferred one first. `send(proof, secret)` gives the service the proof; `secret` is
 * the PRF output of a passkey. `options()` resolves to the service's options for a passkey, `requestCode()` sends an email.
 * `more` are buttons beside the button of each form.
 */
export function proofForms({ methods, action, more = () => [], ...context }) {
  const container = h('div', {});
  const usable = methods.filter((one) => Object.hasOwn(METHODS, one) && (one !== 'passkey' || passkey.supported()));
  const draw = (method, parts, focus) => {
    const sheet = form({ action, more: more(), ...parts });
    sheet.send.classList.add('dialog-first');
    show(container, sheet, usable.length > 1 && h('p', { class: 'entry-more' }, usable.filter((one) => one !== method).map((one) =>
      button(t.methods[one], { kind: 'link', on: { click: () => turn(one, true) } }))));
    if (focus) container.querySelector('input:not([readonly]), .dialog-first').focus();
  };
  const turn = (method, focus) => draw(method, METHODS[method]({ ...context, replace: (parts) => draw(method, parts, true) }), focus);
  if (usable.length) turn(usable[0], false);
  else show(container, h('p', { role: 'alert' }, t.noMethod), h('div', { class: 'actions' }, more()));
  return container;
}
