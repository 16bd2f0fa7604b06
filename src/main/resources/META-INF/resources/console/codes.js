// Codes from emails: the field, its errors, and the button that sends another email.
import { ApiError } from './api.js';
import { field } from './fields.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton } from './ui.js';

const t = text.mail;
const DIGITS = 8;
/** The service limits emails anyway; the pause keeps impatient users from reaching that limit. */
const PAUSE = 30_000;

export const codeField = () =>
  field(t.code, { name: 'code', hint: t.codeHint, inputmode: 'numeric', autocomplete: 'one-time-code', spellcheck: 'false', maxlength: 20, class: 'code' });

export const digits = (typed) => typed.replace(/\D/g, '');

export const checkCode = ({ code }) => (digits(code).length === DIGITS ? {} : { code: t.codeIncomplete });

export const checkEmail = ({ email }) => (/^\S+@\S+$/.test(email.trim()) ? {} : { email: text.entry.invalidEmail });

/** Calls the service; resolves to the data. Its refusal of a code is said in the words of this page, at the field. */
export async function withCode(call) {
  try {
    return (await call()).data;
  } catch (failure) {
    if (failure.code === 'challenge-invalid') throw new ApiError(400, { error: t.codeInvalid, field: 'code' });
    if (failure.code === 'too-many-attempts' && !failure.retryAfter) throw new ApiError(400, { error: t.codeVoid, field: 'code' });
    throw failure;
  }
}

/** Calls the service to send an email; without a mail server it cannot. */
export async function sending(call) {
  try {
    return await call();
  } catch (failure) {
    throw failure.code === 'mail-not-configured' ? new ApiError(400, { error: t.none }) : failure;
  }
}

/** A button that sends the email again. It pauses after each email. */
export function resendButton(send, props = {}) {
  const again = actionButton(t.resend, props, async () => {
    await sending(send);
    toast(t.resent);
    setTimeout(() => {
      again.disabled = true;
      setTimeout(() => {
        again.disabled = false;
      }, PAUSE);
    });
  });
  return again;
}
