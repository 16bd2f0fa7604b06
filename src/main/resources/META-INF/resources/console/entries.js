// An editor for the members of an object: name, type, value and a remove button for each.
import { h } from './dom.js';
import { text } from './text.js';
import { button, iconButton } from './ui.js';

const t = text.profile;

const kindOf = (value) => ({ string: 'text', number: 'number', boolean: 'flag' })[typeof value] ?? 'json';

/** `{ element, read(), check() }`; `check` returns an error message or undefined. Adding or removing a row fires the event `entries`. */
export function entriesEditor(object, { name, none, add, reserved = [] }) {
  const rows = h('ul', { class: 'entries' });
  const nothing = h('p', { class: 'entries-none' }, none);
  const error = h('p', { class: 'field-error', role: 'alert' });
  const tell = () => {
    nothing.hidden = rows.childElementCount > 0;
    error.textContent = '';
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
    for (const { key, value, kind, raw } of all()) {
      if (!key && !raw) continue;
      if (!key) return text.common.required;
      if (reserved.includes(key)) return `${key}: ${t.keyReserved}`;
      if (seen.has(key)) return `${key}: ${t.keyTaken}`;
      if (value === undefined) return `${key}: ${kind === 'number' ? t.notNumber : t.notJson}`;
      seen.add(key);
    }
    return null;
  };
  Object.assign(element, {
    field: name,
    input: more,
    fail: (message) => {
      error.textContent = message ?? '';
    },
  });
  return {
    element,
    check,
    // In a merge patch, null would remove the member.
    read: () => Object.fromEntries(all().filter(({ key, value }) => key && value !== undefined && value !== null).map(({ key, value }) => [key, value])),
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
  let raw = typeof value === 'string' ? value : kind.value === 'json' ? JSON.stringify(value, null, 1) : String(value);
  let input;
  const draw = () => {
    const label = `${t.value} ${name.value}`.trim();
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
  name.addEventListener('input', () => input.setAttribute('aria-label', `${t.value} ${name.value}`.trim()));
  draw();
  const element = h('li', { class: 'entry-row' }, name, kind, slot, iconButton(t.removeEntry(key), 'close', { on: { click: remove } }));
  return Object.assign(element, { entry: () => ({ key: name.value.trim(), kind: kind.value, raw, value: parse(kind.value, raw) }) });
}

function parse(kind, raw) {
  if (kind === 'text') return raw;
  if (kind === 'flag') return raw === 'true';
  if (kind === 'number') return raw.trim() && Number.isFinite(Number(raw)) ? Number(raw) : undefined;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
