// Parts of every view: buttons, cards, and their empty, failed and loading states.
import { OfflineError } from './api.js';
import { uniqueId, h, icon, show } from './dom.js';
import { guarded, sentence, toast } from './messages.js';
import { text } from './text.js';

export function button(label, { kind = 'plain', icon: name, ...props } = {}) {
  return h('button', { type: 'button', ...props, class: `button button-${kind} ${props.class ?? ''}`.trim() }, name && icon(name), h('span', {}, label));
}

export function iconButton(label, name, props = {}) {
  return h('button', { type: 'button', title: label, ...props, class: `icon-button ${props.class ?? ''}`.trim(), 'aria-label': label }, icon(name));
}

/** Runs `work` while the button is marked busy and ignores further clicks. */
export async function busy(control, work) {
  const focused = control === document.activeElement;
  control.disabled = true;
  control.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    control.disabled = false;
    control.removeAttribute('aria-busy');
    // A disabled button would lose the focus, and keyboard users their position.
    if (focused && document.activeElement === document.body) control.focus();
  }
}

/** A button that runs an action and shows its result. */
export function actionButton(label, props, work) {
  const element = button(label, props);
  element.addEventListener('click', () => busy(element, () => guarded(work)));
  return element;
}

export function card(title, { hint, tools, ...props } = {}, ...children) {
  const id = uniqueId('card');
  return h('section', { ...props, class: `card ${props.class ?? ''}`.trim(), 'aria-labelledby': id },
    h('div', { class: 'card-head' },
      h('div', {}, h('h2', { id }, title), hint && h('p', { class: 'hint' }, hint)),
      tools && h('div', { class: 'card-tools' }, tools)),
    ...children);
}

export const empty = (name, title, hint, ...more) =>
  h('div', { class: 'empty' }, h('span', { class: 'empty-icon' }, icon(name)), h('p', { class: 'empty-title' }, title), h('p', { class: 'hint' }, hint), ...more);

export const skeletons = (rows = 3) =>
  h('div', { class: 'skeletons', 'aria-label': text.common.loading, role: 'img' }, Array.from({ length: rows }, () => h('span', { class: 'skeleton skeleton-row' })));

/**
 * Fills `container` with the result of `load`. Shows a skeleton of similar height while loading, and an error message with a
 * retry button on failure. What failed without a connection is loaded when the connection is back.
 */
export async function load(container, work, rows = 3) {
  show(container, navigator.onLine ? null : h('p', { class: 'hint waiting' }, text.common.waiting), skeletons(rows));
  try {
    const parts = [await work()].flat();
    if (parts.some(Boolean)) show(container, ...parts);
  } catch (failure) {
    failed(container, failure, () => load(container, work, rows));
  }
}

/** Shows that something could not be loaded. `again` is called on request, and after an OfflineError when the connection is back. */
export function failed(container, failure, again) {
  const stop = new AbortController();
  const retry = () => {
    stop.abort();
    again();
  };
  const message = h('div', { class: 'empty empty-error', role: 'alert' },
    h('span', { class: 'empty-icon' }, icon('warn')),
    h('p', { class: 'empty-title' }, text.common.failedToLoad),
    h('p', { class: 'hint' }, failure instanceof OfflineError && !navigator.onLine ? text.common.waiting : sentence(failure)),
    button(text.common.retry, { on: { click: retry } }));
  show(container, message);
  if (failure instanceof OfflineError) addEventListener('online', () => (message.isConnected ? retry() : stop.abort()), { signal: stop.signal });
}

/** A description list; entries without a value are omitted. */
export const facts = (pairs) =>
  h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));

/** Gives the user a file. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function copy(value) {
  await navigator.clipboard.writeText(value);
  toast(text.common.copied);
}
