// Security events, newest first, in pages.
import { get } from './api.js';
import { h } from './dom.js';
import { formatDateTime, formatNumber, formatRelative } from './format.js';
import { guarded } from './messages.js';
import { text } from './text.js';
import { busy, button } from './ui.js';

const t = text.security;

const FIRST = 8;
const NEXT = 25;

async function read(path, limit, cursor) {
  const { data } = await get(`${path}?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
  return { events: data.events, cursor: data.next_cursor ?? null };
}

export async function recentActivity(path = '/api/user/security-events') {
  const first = await read(path, FIRST);
  if (!first.events.length) return h('p', { class: 'hint' }, t.eventsNone);
  let { cursor } = first;
  const list = h('ul', { class: 'rows' }, first.events.map(eventRow));
  const more = button(text.common.more, { hidden: !cursor, on: { click: () => busy(more, () => guarded(async () => {
    const next = await read(path, NEXT, cursor);
    cursor = next.cursor;
    more.hidden = !cursor;
    const rows = next.events.map(eventRow);
    list.append(...rows);
    // Screen readers continue at the first new row.
    rows[0]?.setAttribute('tabindex', '-1');
    rows[0]?.focus();
  })) } });
  return [list, h('div', { class: 'actions centered' }, more)];
}

const isRepeated = (one) => one.count > 1;

function outcomeOf(one) {
  const outcome = t.outcomes[one.outcome] ?? one.outcome;
  return isRepeated(one) ? t.times(outcome, formatNumber(one.count)) : outcome;
}

function eventRow(one) {
  const done = one.outcome === 'done';
  const repeated = isRepeated(one);
  return h('li', { class: 'row row-slim' },
    h('span', { class: `dot ${done ? '' : 'dot-bad'}` }),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, t.acts[one.act] ?? one.act,
        done ? null : h('span', { class: 'pill pill-bad' }, outcomeOf(one))),
      h('p', { class: 'row-details' },
        h('time', { datetime: one.time, title: formatDateTime(one.time) }, formatRelative(one.time)),
        repeated && one.first_time ? h('span', {}, t.sinceTime(formatDateTime(one.first_time))) : null,
        one.address ? h('span', {}, one.address) : null)));
}
