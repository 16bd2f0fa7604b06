// Forms: labelled fields with space for error messages, validation and submission.
import { uniqueId, h } from './dom.js';
import { clearToasts, sentence } from './messages.js';
import { text } from './text.js';
import { busy } from './ui.js';

/** Maps password error codes of the service to the password field of a form. */
export const PASSWORD_ERRORS = { 'invalid-password': 'password', 'invalid-credentials': 'password', 'password-required': 'password' };

/**
 * A labelled input with space for its error message, so that the layout does not shift. Returns the element with `input`,
 * `value` and `fail(message)`.
 */
export function field(label, { name, hint, type = 'text', area, options, after, ...props } = {}) {
  const id = uniqueId(name);
  const described = hint ? `${id}-hint ${id}-error` : `${id}-error`;
  const shared = { id, name, 'aria-describedby': described, ...props };
  let input;
  if (options) {
    input = h('select', shared, Object.entries(options).map(([value, word]) => h('option', { value }, word)));
    input.value = props.value ?? '';
  } else if (area) {
    input = h('textarea', { rows: 3, ...shared });
  } else {
    input = h('input', { type, autocapitalize: type === 'text' ? null : 'none', ...shared });
  }
  const error = h('p', { class: 'field-error', id: `${id}-error` });
  const frame = type === 'password' ? h('div', { class: 'input-frame' }, input, reveal(input)) : input;
  const element = h('div', { class: 'field' },
    h('label', { for: id }, label),
    hint && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    frame, after, error);
  const fail = (message) => {
    error.textContent = message ?? '';
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  input.addEventListener('input', () => fail(null));
  return Object.assign(element, { input, fail, field: name, read: () => input.value });
}

function reveal(input) {
  const toggle = h('button', {
    type: 'button', class: 'reveal', 'aria-label': text.common.showPasswordLabel,
    on: {
      click: () => {
        const shown = input.type === 'text';
        input.type = shown ? 'password' : 'text';
        toggle.textContent = shown ? text.common.showPassword : text.common.hidePassword;
        toggle.setAttribute('aria-label', shown ? text.common.showPasswordLabel : text.common.hidePasswordLabel);
        input.focus();
      },
    },
  }, text.common.showPassword);
  return toggle;
}

/**
 * A form. `submit(values)` runs while the button is busy. A service error that names a field is shown at that field,
 * any other error above the button; `words` replaces the service's sentence by field. `check(values)` returns `{ field: message }` and runs
 * before `submit`.
 */
export function form({ fields = [], action, kind = 'primary', check, submit, place = {}, words = {}, more = [], danger, ...props }) {
  const alert = h('p', { class: 'form-error', role: 'alert' });
  const send = h('button', { type: 'submit', class: `button button-${danger ? 'danger' : kind}` }, h('span', {}, action));
  const element = h('form', { novalidate: true, ...props }, ...fields, alert, h('div', { class: 'actions' }, send, more));
  const all = () => fields.flatMap((one) => (one.field ? [one] : [...one.querySelectorAll('.field')])).filter((one) => one.fail);
  const fail = (name, message) => {
    const at = all().find((one) => one.field === name);
    if (at) {
      at.fail(message);
      at.input.focus();
    } else {
      alert.textContent = message;
    }
  };
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    alert.textContent = '';
    // An old “Saved” beside a new error would be wrong.
    clearToasts();
    all().forEach((one) => one.fail(null));
    const values = Object.fromEntries(all().filter((one) => one.read).map((one) => [one.field, one.read()]));
    const wrong = Object.entries(check?.(values) ?? {});
    if (wrong.length) {
      wrong.reverse().forEach(([name, message]) => fail(name, message));
      return;
    }
    await busy(send, async () => {
      try {
        await submit(values);
      } catch (failure) {
        fail(failure.field ?? place[failure.code], words[failure.field] ?? sentence(failure));
      }
    });
  });
  return Object.assign(element, { send, fail });
}

export const passwordField = (label = text.common.password, props = {}) =>
  field(label, { name: 'password', type: 'password', autocomplete: 'current-password', ...props });

/** A hidden username field, which tells password managers whose password the form asks for. */
export const addressForManagers = (email) =>
  h('input', { type: 'email', class: 'visually-hidden', autocomplete: 'username', value: email, readonly: true, tabindex: '-1', 'aria-hidden': 'true' });

/** A `check` function that requires a value in every field. */
export const filled = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !value).map(([name]) => [name, text.common.required]));

/** The values of the fields by name, without empty ones. */
export const written = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.read().trim()]).filter(([, value]) => value));
