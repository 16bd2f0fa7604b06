// Modal dialogs.
import { uniqueId, h } from './dom.js';
import { filled, form } from './fields.js';
import { text } from './text.js';
import { button, iconButton } from './ui.js';

/** A modal dialog; resolves to the argument of `close(value)`, or undefined if the user dismisses it. */
export function dialog(title, build, { alert = false, sticky = false } = {}) {
  return new Promise((resolve) => {
    const id = uniqueId('dialog');
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
    element.querySelector(alert ? '.dialog-first' : 'input:not([readonly]), .dialog-first')?.focus();
  });
}

/** Asks for confirmation of an irreversible action. `work` runs while the dialog is open; its errors appear in the dialog. */
export function confirm(title, hint, action, work, { fields = [], danger = true, place, words } = {}) {
  return dialog(title, (close) => [
    h('p', { class: 'lead' }, hint),
    form({
      fields, action, danger, place, words,
      check: filled,
      submit: async (values) => {
        await work(values);
        close(true);
      },
      // An accidental Enter cancels.
      more: [button(text.common.cancel, { class: danger ? 'dialog-first' : null, on: { click: () => close(false) } })],
    }),
  ], { alert: danger });
}
