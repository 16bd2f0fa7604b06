// Recent security events.
import { get } from './api.js';
import { h } from './dom.js';
import { formatDateTime, formatRelative } from './format.js';
import { text } from './text.js';
import { button } from './ui.js';

const t = text.security;

const FIRST = 8;

export async function recentActivity() {
  const { data } = await get('/api/user/security-events');
  if (!data.events.length) return h('p', { class: 'hint' }, t.eventsNone);
  const rows = data.events.map((one) => h('li', { class: 'row row-slim' },
    h('span', { class: `dot ${one.outcome === 'done' ? '' : 'dot-bad'}` }),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, t.acts[one.act] ?? one.act, one.outcome === 'done' ? null : h('span', { class: 'pill pill-bad' }, t.outcomes[one.outcome] ?? one.outcome)),
      h('p', { class: 'row-details' }, h('time', { datetime: one.time, title: formatDateTime(one.time) }, formatRelative(one.time)), one.address ? h('span', {}, one.address) : null))));
  const list = h('ul', { class: 'rows' }, rows.slice(0, FIRST));
  const rest = rows.slice(FIRST);
  if (!rest.length) return list;
  const more = button(text.common.more, { on: { click: () => {
    list.append(...rest);
    more.remove();
  } } });
  return [list, h('div', { class: 'actions centered' }, more)];
}
