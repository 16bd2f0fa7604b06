// Replaces a forgotten password, with the link or the code from an email.
import { post } from './api.js';
import { checkCode, checkEmail, codeField, digits, withCode } from './codes.js';
import { h } from './dom.js';
import { entryCard, keepEmail, knownEmail, pageLink, turnTo } from './entry-page.js';
import { addressForManagers, field, form, passwordField } from './fields.js';
import { proofForms } from './proofs.js';
import * as session from './session.js';
import { guessable, strengthMeter } from './strength.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.mail;

const PLACE = {
  'invalid-email': 'email', 'recovery-key-invalid': 'recovery_key',
  'password-too-short': 'new_password', 'password-too-long': 'new_password', 'password-well-known': 'new_password', 'password-too-weak': 'new_password',
};

const isRecoveryKey = (typed) => /^[A-Z2-7]{52}$/i.test(typed.replace(/[\s-]/g, ''));

export function resetPage(container, link) {
  const email = field(text.entry.email, { name: 'email', type: 'email', autocomplete: 'username', inputmode: 'email', maxlength: 254, value: knownEmail() });
  const meter = strengthMeter();
  const password = passwordField(text.security.newPassword, { name: 'new_password', autocomplete: 'new-password', hint: t.newPasswordHint, after: meter.element });
  meter.watch(password.input, () => guessable(link ? knownEmail() : email.read()));
  const recovery = field(t.recovery, { name: 'recovery_key', hint: t.recoveryHint, autocomplete: 'off', spellcheck: 'false', class: 'mono' });
  turnTo(container, entryCard(t.resetTitle, link ? t.resetHint : t.resetByCode, form({
    fields: [...(link ? [addressForManagers(knownEmail())] : [email, codeField()]), password, recovery],
    action: t.resetAction,
    place: PLACE,
    check: (values) => ({
      ...(link ? {} : { ...checkEmail(values), ...checkCode(values) }),
      ...([...values.new_password].length < 8 ? { new_password: values.new_password ? text.entry.tooShort : text.common.required } : {}),
      ...(values.recovery_key.trim() && !isRecoveryKey(values.recovery_key) ? { recovery_key: t.recoveryIncomplete } : {}),
    }),
    submit: async (values) => {
      const body = {
        ...(link ?? { email: values.email.trim(), code: digits(values.code) }),
        new_password: values.new_password,
        ...(values.recovery_key.trim() ? { recovery_key: values.recovery_key.trim() } : {}),
      };
      try {
        await save(container, body, !link);
      } catch (failure) {
        if (failure.code !== 'mfa-required') throw failure;
        askSecondStep(container, body, failure.problem.methods);
      }
    },
  }), link ? null : h('p', { class: 'entry-turn' }, pageLink('forgot', t.noCode))));
}

async function save(container, body, byCode) {
  const send = () => post('/api/auth/password/reset', body, { ask: false });
  try {
    done(container, byCode ? await withCode(send) : (await send()).data);
  } catch (failure) {
    if (byCode || failure.code !== 'challenge-invalid') throw failure;
    turnTo(container, entryCard(t.linkInvalid, t.resetInvalid, h('div', { class: 'actions' }, onward(t.resetAgain, '#/forgot'))));
  }
}

/** The email alone does not replace the second step of the account. */
function askSecondStep(container, body, methods) {
  const { new_password, recovery_key, ...challenge } = body;
  turnTo(container, entryCard(text.factors.stepTitle, text.factors.resetStepHint, proofForms({
    methods,
    action: t.resetAction,
    options: async () => (await post('/api/auth/password/reset/options', challenge, { ask: false })).data,
    send: (proof) => save(container, { ...body, mfa: proof }, false),
  })));
}

function done(container, { email, recordings }) {
  keepEmail(email);
  if (session.current()) session.left();
  turnTo(container, entryCard(t.resetDone, t.resetDoneHint,
    recordings === 'unlocked' && h('p', { class: 'entry-note' }, t.recordingsUnlocked),
    recordings === 'locked' && h('p', { class: 'entry-note' }, t.recordingsLocked),
    h('div', { class: 'actions' }, onward(text.entry.logIn, '#/profile'))));
}

const onward = (label, hash) => button(label, { kind: 'primary', on: { click: () => {
  location.hash = hash;
} } });
