// Keyboard and screen reader users keep their place: when what has the focus is removed, the focus moves to the same control in what
// replaced it, or else to the heading above its place; never to the top of the page.

/** The focused element and what it is in, innermost first; in the page and in a dialog. */
let inPage = [];
let inDialog = [];

const FOCUSABLE = 'button, a, input, select, textarea, summary, [tabindex]';

const labelOf = (element) => element.getAttribute('aria-label') || element.name || element.textContent;

function remember(target) {
  const path = [];
  for (let at = target; at && at !== document.body; at = at.parentElement) path.push(at);
  const modal = path.some((one) => one.localName === 'dialog');
  inDialog = modal ? path : [];
  if (!modal) inPage = path;
}

function restore() {
  if (document.activeElement !== document.body) return;
  const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
  const path = modal && inDialog.length ? inDialog : inPage;
  const [lost] = path;
  // Still there: the user has clicked beside it, or it is disabled for a moment.
  if (!lost || lost.isConnected) return;
  const room = path.find((one) => one.isConnected);
  // Nothing behind a modal dialog can have the focus.
  const area = modal ?? room?.closest('.card, main') ?? document.querySelector('main');
  if (!area) return;
  const twin = [...area.querySelectorAll(lost.localName)].find((one) => labelOf(one) && labelOf(one) === labelOf(lost) && !one.disabled && one.checkVisibility?.());
  const target = twin ?? area.querySelector('h1, h2') ?? area;
  if (target.tabIndex < 0) target.setAttribute('tabindex', '-1');
  target.focus({ preventScroll: true });
}

export function keepFocus() {
  document.addEventListener('focusin', ({ target }) => remember(target));
  // Some browsers do not focus what is clicked; a click beside everything gives the focus up.
  document.addEventListener('pointerdown', ({ target }) => remember(target.closest(FOCUSABLE)), true);
  new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });
}
