// Messages for the user: error texts and toasts.
import { ApiError, OfflineError } from './api.js';
import { h, icon } from './dom.js';
import { formatWait } from './format.js';
import { language } from './language.js';
import { text } from './text.js';

/** How to remove each message that is shown. */
const shown = new Set();

/** The error text for a failure. */
export function sentence(failure) {
  if (failure instanceof OfflineError) return text.common.offlineError;
  if (failure instanceof ApiError) {
    if (failure.status === 429) return text.common.busyRetry(formatWait(failure.retryAfter ?? 60));
    if (failure.code === 'reauthentication-required') return text.factors.notConfirmed;
    const said = Object.hasOwn(text.errors, failure.code) && text.errors[failure.code];
    if (said) return typeof said === 'function' ? said(failure.message) : said;
    // Without a code, the sentence comes from this page.
    if (failure.message && failure.status < 500 && (failure.code === 'unknown' || language === 'en')) return failure.message;
  }
  return text.common.unexpected;
}

/** Runs `work` and shows a failure as a message. Resolves to true on success. */
export async function guarded(work) {
  try {
    await work();
    return true;
  } catch (failure) {
    toast(sentence(failure), { kind: 'error' });
    return false;
  }
}

/** Removes the messages, for example when their section is left. Those with a button stay: the button is still of use. */
export const clearToasts = () => [...shown].forEach((finish) => finish());

/** Shows a toast instead of the last one. `undo` adds a button; `done(undone)` is called once when the toast disappears. */
export function toast(message, { kind = 'info', undo, done, ms = undo ? 10_000 : 5_000 } = {}) {
  const container = document.getElementById('toasts');
  if (!undo) clearToasts();
  let finished = false;
  let timer;
  const finish = (undone) => {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    shown.delete(dismiss);
    element.remove();
    return done?.(undone);
  };
  const dismiss = () => finish(false);
  if (!undo) shown.add(dismiss);
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(dismiss, ms);
  };
  const element = h('div', { class: `toast toast-${kind}`, on: { mouseenter: () => clearTimeout(timer), mouseleave: start, focusin: () => clearTimeout(timer), focusout: start } },
    h('p', {}, message),
    undo && h('button', { type: 'button', class: 'toast-action', on: { click: () => finish(true) } }, text.common.undo),
    h('button', { type: 'button', class: 'toast-close', 'aria-label': text.common.close, on: { click: dismiss } }, icon('close')));
  container.append(element);
  // Show the popover again so that it is on top of dialogs that were opened later.
  container.hidePopover?.();
  container.showPopover?.();
  start();
  return { finish };
}
