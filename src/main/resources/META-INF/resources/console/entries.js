// An editor for the members of an object: name, type, value and a remove button for each.
import { uniqueId, h } from './dom.js';
import { hasNull, isNumber, parse, parseNumber } from './exact.js';
import { same } from './merge-patch.js';
import { text } from './text.js';
import { button, iconButton } from './ui.js';

const t = text.profile;

const kindOf = (value) => (isNumber(value) ? 'number' : { string: 'text', boolean: 'flag' }[typeof value] ?? 'json');

/**
 * `{ element, read(), typed(), check() }`; `check` returns an error message or undefined, `typed` what the rows contain, also if it is wrong.
 * Adding or removing a row fires the event `entries`. `nulls`: the value null can be stored.
 */
export function entriesEditor(object, { name, none, add, reserved = [], nulls = false }) {
  const rows = h('ul', { class: 'entries' });
  const nothing = h('p', { class: 'entries-none' }, none);
  const error = h('p', { class: 'field-error', role: 'alert', id: uniqueId('entries-error') });
  let refused = null;
  const tell = () => {
    nothing.hidden = rows.childElementCount > 0;
    element.fail(null);
    element.dispatchEvent(new Event('entries', { bubbles: true }));
  };
  const append = (key, value, focus) => {
    const one = row(key, value, () => {
      const next = one.nextElementSibling ?? one.previousElementSibling;
      one.remove();
      tell();
      (next?.querySelector('.icon-button') ?? more).focus();
    });
    rows.append(one);
    if (focus) one.querySelector('input').focus();
  };
  const more = button(add, { icon: 'plus', kind: 'quiet', on: { click: () => {
    append('', '', true);
    tell();
  } } });
  const element = h('div', { class: 'field entries-field' }, nothing, rows, more, error);
  Object.entries(object).forEach(([key, value]) => append(key, value, false));
  nothing.hidden = rows.childElementCount > 0;

  const all = () => [...rows.children].map((one) => one.entry());
  const check = () => {
    const seen = new Set(reserved);
    for (const one of rows.children) {
      const { key, value, raw, wrong } = one.entry();
      const refuse = (inputs, message) => {
        refused = inputs;
        return key ? `${key}: ${message}` : message;
      };
      if (!key && !raw) continue;
      if (!key) return refuse(one.inputs().name, text.common.required);
      if (reserved.includes(key)) return refuse(one.inputs().name, t.keyReserved);
      if (seen.has(key)) return refuse(one.inputs().name, t.keyTaken);
      if (wrong) return refuse(one.inputs().value, wrong);
      if (!nulls && hasNull(value) && !same(value, object[key])) return refuse(one.inputs().value, t.isNull);
      seen.add(key);
    }
    return null;
  };
  Object.defineProperties(element, Object.getOwnPropertyDescriptors({
    field: name,
    // Where the focus goes with the error: the control that is wrong, which `check` has found.
    get input() {
      return refused ?? more;
    },
    fail: (message) => {
      error.textContent = message ?? '';
      element.querySelectorAll('[aria-invalid]').forEach((one) => ['aria-invalid', 'aria-describedby'].forEach((name) => one.removeAttribute(name)));
      if (!message) refused = null;
      refused?.setAttribute('aria-invalid', 'true');
      refused?.setAttribute('aria-describedby', error.id);
    },
  }));
  element.addEventListener('input', () => refused && element.fail(null));
  return {
    element,
    check,
    typed: () => all().filter(({ key, raw }) => key || raw).map(({ key, kind, raw }) => [key, kind, raw]),
    read: () => Object.fromEntries(all().filter(({ key, wrong }) => key && !wrong).map(({ key, value }) => [key, value])),
  };
}

/** The `check` function of a form that contains entries editors. */
export const wrongEntries = (editors) =>
  Object.fromEntries(Object.entries(editors).map(([name, editor]) => [name, editor.check()]).filter(([, message]) => message));

function row(key, value, remove) {
  const name = h('input', { value: key, 'aria-label': t.key, placeholder: t.key, maxlength: 128, spellcheck: 'false' });
  const kind = h('select', { 'aria-label': t.kind }, Object.entries(t.kinds).map(([id, word]) => h('option', { value: id }, word)));
  kind.value = kindOf(value);
  const slot = h('div', { class: 'entry-value' });
  let raw = typeof value === 'string' ? value : kind.value === 'json' ? JSON.stringify(value, null, 1) : isNumber(value) ? JSON.stringify(value) : String(value);
  let input;
  const draw = () => {
    const label = t.valueOf(name.value);
    if (kind.value === 'flag') {
      input = h('select', { 'aria-label': label }, h('option', { value: 'true' }, text.common.yes), h('option', { value: 'false' }, text.common.no));
      input.value = raw === 'false' ? 'false' : 'true';
      raw = input.value;
    } else if (kind.value === 'json') {
      input = h('textarea', { rows: Math.min(6, raw.split('\n').length), value: raw, 'aria-label': label, spellcheck: 'false', class: 'mono' });
    } else {
      input = h('input', { value: raw, 'aria-label': label, placeholder: t.value, inputmode: kind.value === 'number' ? 'decimal' : null });
    }
    input.addEventListener('input', () => {
      raw = input.value;
    });
    slot.replaceChildren(input);
  };
  kind.addEventListener('change', draw);
  name.addEventListener('input', () => input.setAttribute('aria-label', t.valueOf(name.value)));
  draw();
  const element = h('li', { class: 'entry-row' }, name, kind, slot, iconButton(t.removeEntry(key), 'close', { on: { click: remove } }));
  return Object.assign(element, { inputs: () => ({ name, value: input }), entry: () => ({ key: name.value.trim(), kind: kind.value, raw, ...read(kind.value, raw) }) });
}

/** `{ value }`, or `{ wrong }` with what is wrong. */
function read(kind, raw) {
  if (kind === 'text') return { value: raw };
  if (kind === 'flag') return { value: raw === 'true' };
  if (kind === 'number') {
    const value = parseNumber(raw);
    return value === undefined ? { wrong: t.notNumber } : { value };
  }
  try {
    return { value: parse(raw) };
  } catch (failure) {
    return { wrong: failure instanceof RangeError ? t.notExact : t.notJson };
  }
}
