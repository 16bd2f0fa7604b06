// The parts every view is made of: fields with their errors, forms, dialogs, messages, empty and failed states.
import { ApiError, OfflineError } from './api.js';
import { freshId, h, icon, show } from './dom.js';
import { formatWait } from './format.js';
import { text } from './text.js';

/** What to tell a person about a failure. */
export function sentence(failure) {
  if (failure instanceof OfflineError) return text.common.offlineError;
  if (failure instanceof ApiError) {
    if (failure.status === 429) return text.common.busyRetry(formatWait(failure.retryAfter ?? 60));
    if (failure.message && failure.status < 500) return failure.message;
  }
  return text.common.unexpected;
}

export function button(label, { kind = 'plain', icon: name, ...props } = {}) {
  return h('button', { type: 'button', ...props, class: `button button-${kind} ${props.class ?? ''}`.trim() }, name && icon(name), h('span', {}, label));
}

export function iconButton(label, name, props = {}) {
  return h('button', { type: 'button', title: label, ...props, class: `icon-button ${props.class ?? ''}`.trim(), 'aria-label': label }, icon(name));
}

/**
 * A labelled input with room for its error, so that nothing moves when there is one. Returns the element with `input`,
 * `value` and `fail(message)`.
 */
export function field(label, { name, hint, type = 'text', area, options, after, quiet, ...props } = {}) {
  const id = freshId(name);
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
  const element = h('div', { class: quiet ? 'field field-quiet' : 'field' },
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
    type: 'button', class: 'reveal', 'aria-label': text.common.showPasswordLabel, 'aria-pressed': 'false',
    on: {
      click: () => {
        const shown = input.type === 'text';
        input.type = shown ? 'password' : 'text';
        toggle.textContent = shown ? text.common.showPassword : text.common.hidePassword;
        toggle.setAttribute('aria-pressed', String(!shown));
        input.focus();
      },
    },
  }, text.common.showPassword);
  return toggle;
}

/**
 * A form. `submit(values)` runs with the button busy; an error of the service that names a field goes beside that field,
 * any other above the button. `check(values)` returns `{ field: message }` before anything is sent.
 */
export function form({ fields = [], action, kind = 'primary', check, submit, place = {}, more = [], danger, ...props }) {
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
        fail(failure.field ?? place[failure.code], sentence(failure));
      }
    });
  });
  return Object.assign(element, { send, fail });
}

/** Runs `work` with the button marked busy and not to be pressed again. */
export async function busy(control, work) {
  control.disabled = true;
  control.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    control.disabled = false;
    control.removeAttribute('aria-busy');
  }
}

/** A button that does something and says what became of it. */
export function actionButton(label, props, work) {
  const element = button(label, props);
  element.addEventListener('click', () => busy(element, () => guarded(work)));
  return element;
}

/** Runs `work`; a failure becomes a message. Resolves to whether it went well. */
export async function guarded(work) {
  try {
    await work();
    return true;
  } catch (failure) {
    toast(sentence(failure), { kind: 'error' });
    return false;
  }
}

/** A message at the edge. With `undo` it has a button; `done(undone)` is told once when it goes away. */
export function toast(message, { kind = 'info', undo, done, ms = undo ? 8_000 : 5_000 } = {}) {
  const room = document.getElementById('toasts');
  let finished = false;
  let timer;
  const finish = (undone) => {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    element.remove();
    return done?.(undone);
  };
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => finish(false), ms);
  };
  const element = h('div', { class: `toast toast-${kind}`, on: { mouseenter: () => clearTimeout(timer), mouseleave: start, focusin: () => clearTimeout(timer), focusout: start } },
    h('p', {}, message),
    undo && h('button', { type: 'button', class: 'toast-action', on: { click: () => finish(true) } }, text.common.undo),
    h('button', { type: 'button', class: 'toast-close', 'aria-label': text.common.close, on: { click: () => finish(false) } }, icon('close')));
  room.append(element);
  start();
  return { finish };
}

/** A modal dialog; resolves to what `close(value)` was given, or undefined where it was dismissed. */
export function dialog(title, build, { alert = false, sticky = false } = {}) {
  return new Promise((resolve) => {
    const id = freshId('dialog');
    const element = h('dialog', { 'aria-labelledby': id, role: alert ? 'alertdialog' : null, class: 'dialog' });
    let value;
    const close = (given) => {
      value = given;
      element.close();
    };
    element.append(
      h('header', { class: 'dialog-head' }, h('h2', { id }, title),
        sticky ? null : iconButton(text.common.close, 'close', { on: { click: () => close() } })),
      ...[build(close)].flat());
    element.addEventListener('cancel', (event) => {
      if (sticky) event.preventDefault();
    });
    element.addEventListener('close', () => {
      element.remove();
      resolve(value);
    });
    document.body.append(element);
    element.showModal();
    element.querySelector('input:not([readonly]), .dialog-first')?.focus();
  });
}

/** Asks before something that cannot be taken back; `work` runs inside, and its error is shown there. */
export function confirm(title, hint, action, work, { fields = [], danger = true, place } = {}) {
  return dialog(title, (close) => [
    h('p', { class: 'lead' }, hint),
    form({
      fields, action, danger, place,
      check: (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => !value).map(([name]) => [name, text.common.required])),
      submit: async (values) => {
        await work(values);
        close(true);
      },
      more: [button(text.common.cancel, { on: { click: () => close(false) } })],
    }),
  ], { alert: danger });
}

export const passwordField = (label = text.common.password, props = {}) =>
  field(label, { name: 'password', type: 'password', autocomplete: 'current-password', ...props });

export function card(title, { hint, tools, ...props } = {}, ...children) {
  const id = freshId('card');
  return h('section', { ...props, class: `card ${props.class ?? ''}`.trim(), 'aria-labelledby': id },
    h('div', { class: 'card-head' },
      h('div', {}, h('h2', { id }, title), hint && h('p', { class: 'hint' }, hint)),
      tools && h('div', { class: 'card-tools' }, tools)),
    ...children);
}

export const empty = (name, title, hint, ...more) =>
  h('div', { class: 'empty' }, h('span', { class: 'empty-icon' }, icon(name)), h('p', { class: 'empty-title' }, title), h('p', { class: 'hint' }, hint), ...more);

export const bones = (rows = 3) =>
  h('div', { class: 'bones', 'aria-label': text.common.loading, role: 'img' }, Array.from({ length: rows }, () => h('span', { class: 'bone bone-row' })));

/**
 * Fills `room` with what `load` resolves to: bones of about the same height meanwhile, and on failure a sentence and a
 * button to try again.
 */
export async function load(room, work, rows = 3) {
  show(room, bones(rows));
  try {
    const parts = [await work()].flat();
    if (parts.some(Boolean)) show(room, ...parts);
  } catch (failure) {
    show(room, h('div', { class: 'empty empty-error', role: 'alert' },
      h('span', { class: 'empty-icon' }, icon('warn')),
      h('p', { class: 'empty-title' }, text.common.failedToLoad),
      h('p', { class: 'hint' }, sentence(failure)),
      button(text.common.retry, { on: { click: () => load(room, work, rows) } })));
  }
}

/** Term and description pairs; those without a value are left out. */
export const facts = (pairs) =>
  h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));

export async function copy(value) {
  await navigator.clipboard.writeText(value);
  toast(text.common.copied);
}
