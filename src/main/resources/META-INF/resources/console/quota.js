// The bar of a quota: its fill, the thresholds at which webhooks are told, and what to say when one was crossed.
import { h } from './dom.js';
import { text } from './text.js';

const t = text.keys;
/** As the service announces them. The end of the bar is 100 %. */
const THRESHOLDS = [80, 95];

const reached = (used, limit) => [...THRESHOLDS, 100].filter((percent) => limit > 0 && used * 100 >= percent * limit).at(-1);

/** `label` says the same in words. */
export function quotaBar(used, limit, label) {
  const share = limit ? Math.min(1, used / limit) : 0;
  const fill = h('span', {});
  fill.style.width = `${used ? share * 100 : 0}%`;
  fill.hidden = !used;
  const marks = THRESHOLDS.map((percent) => {
    const mark = h('i', { 'aria-hidden': 'true', title: `${percent} %` });
    mark.style.left = `${percent}%`;
    return mark;
  });
  return h('div', { class: `meter ${share >= 1 ? 'meter-full' : ''}`, role: 'img', 'aria-label': label }, fill, marks);
}

/** The sentence about the highest threshold that was crossed; null below the first. */
export function quotaCrossed(used, limit) {
  const percent = reached(used, limit);
  if (!percent) return null;
  return h('p', { class: 'hint quota-crossed' }, percent === 100 ? t.quotaUsed : t.quotaCrossed(percent));
}
