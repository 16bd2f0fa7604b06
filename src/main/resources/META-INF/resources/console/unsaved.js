// What would be lost: text that is not saved, a recording, an upload. Nothing of it is lost without a question.
import { confirm } from './dialogs.js';
import * as session from './session.js';
import { text } from './text.js';

const LOCK = 'vestibule-unsaved';
const t = text.unsaved;

const held = new Map();
let release = null;

/**
 * `name` would be lost at a log-out or a reload; `lost` is the sentence that says so, or false when it is safe. With `section`, leaving
 * the section loses it, too.
 */
export function hold(name, lost, { section = false } = {}) {
  if (lost && session.current()) held.set(name, { lost, section });
  else held.delete(name);
  // Other tabs can see a lock without asking this tab, which may be asleep.
  if (held.size && !release) {
    const safe = new Promise((resolve) => {
      release = resolve;
    });
    navigator.locks?.request(LOCK, { mode: 'shared' }, () => safe).catch(() => {});
  } else if (!held.size) {
    release?.();
    release = null;
  }
}

const sectionWork = () => [...held.values()].filter((one) => one.section);

/** Whether something would be lost if the section is left. */
export const inSection = () => sectionWork().length > 0;

async function heldElsewhere() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return locks.filter(({ name }) => name === LOCK).length > (release ? 1 : 0);
}

/** Asks before the section is left; resolves to true if it may be left. */
export async function mayLeave() {
  return !inSection() || ask(sectionWork().map((one) => one.lost), t.title, t.discard);
}

/** Asks before a log-out, which ends what other tabs do, too; resolves to true if the user agrees. */
export async function mayLogOut() {
  const lost = [...held.values()].map((one) => one.lost);
  if (await heldElsewhere()) lost.push(t.elsewhere);
  return !lost.length || ask(lost, t.logOutTitle, t.logOut);
}

const ask = async (lost, title, action) => Boolean(await confirm(title, [...new Set(lost)].join(' '), action, () => {}));

addEventListener('beforeunload', (event) => {
  if (held.size) event.preventDefault();
});

session.subscribe((event) => {
  if (event === 'logout') [...held.keys()].forEach((name) => hold(name, false));
});
