// The parts every view is made of: buttons, cards, and what stands in a card that has nothing, failed, or waits.
import { freshId, h, icon, show } from './dom.js';
import { guarded, sentence, toast } from './messages.js';
import { text } from './text.js';

export function button(label, { kind = 'plain', icon: name, ...props } = {}) {
  return h('button', { type: 'button', ...props, class: `button button-${kind} ${props.class ?? ''}`.trim() }, name && icon(name), h('span', {}, label));
}

export function iconButton(label, name, props = {}) {
  return h('button', { type: 'button', title: label, ...props, class: `icon-button ${props.class ?? ''}`.trim(), 'aria-label': label }, icon(name));
}

/** Runs `work` with the button marked busy and not to be pressed again. */
export async function busy(control, work) {
  const focused = control === document.activeElement;
  control.disabled = true;
  control.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    control.disabled = false;
    control.removeAttribute('aria-busy');
    // What is disabled loses the focus, and who works by keyboard their place.
    if (focused && document.activeElement === document.body) control.focus();
  }
}

/** A button that does something and says what became of it. */
export function actionButton(label, props, work) {
  const element = button(label, props);
  element.addEventListener('click', () => busy(element, () => guarded(work)));
  return element;
}

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
