// Password strength meter. It uses the estimator of the service (zxcvbn), which is loaded when the user starts to type.
import { h } from './dom.js';
import { text } from './text.js';

const t = text.strength;
/** The service refuses passwords below this score of 0 to 4. */
const LEAST = 2;
/** Estimation time grows with the length; a longer password is not weaker. */
const LONGEST = 100;

let loading = null;

async function estimator() {
  loading ??= import('/vestibule/zxcvbn.js').catch((failure) => {
    loading = null;
    throw failure;
  });
  await loading;
  return globalThis.zxcvbn;
}

/** Parts of the email address that make a password easy to guess. */
export const guessable = (email) =>
  [email, email.split('@')[0], ...email.split(/[@._+-]/)].map((part) => part.toLowerCase()).filter((part) => part.length > 2);

/** A word with a few digits or symbols around it is as easy to guess as the word; the service refuses it, too. */
const isDecorated = (typed, words) => words.includes(typed.toLowerCase().replace(/^[^\p{L}]{0,6}|[^\p{L}]{0,6}$/gu, ''));

/**
 * A meter for a new password: `{ element, watch(input, context), hide() }`. `context()` returns words that make the password easy to
 * guess. Without the estimator (offline) the meter stays hidden; the service decides in any case.
 */
export function strengthMeter() {
  const bar = h('meter', { min: 0, max: 4, low: LEAST, high: 3, optimum: 4, 'aria-hidden': 'true' });
  const label = h('span', { role: 'status' });
  const element = h('div', { class: 'strength' }, bar, label);
  // The space stays reserved, so that the form does not move.
  const hide = () => delete element.dataset.shown;
  const watch = (input, context) => {
    const draw = async () => {
      const typed = input.value;
      if (!typed) {
        hide();
        return;
      }
      const estimate = await estimator().catch(() => null);
      if (!estimate || typed !== input.value) return;
      const words = context();
      const score = isDecorated(typed, words) ? 0 : estimate(typed.slice(0, LONGEST), words).score;
      bar.value = score;
      label.textContent = t[score];
      element.dataset.weak = String(score < LEAST);
      element.dataset.shown = '';
    };
    input.addEventListener('input', draw);
  };
  return { element, watch, hide };
}
